using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Guide.Answers;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.SandboxService;
using Guide.VerifierConsumer;
using Microsoft.AspNetCore.Builder;

namespace Guide.IntegrationTests.CodeSandbox;

[Collection("sandbox")]
public sealed class SandboxServiceTests(SandboxFixture sandbox) : IAsyncLifetime
{
    private const string Token = "open sesame";
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(3) };
    private WebApplication _app = null!;

    public async Task InitializeAsync()
    {
        _app = SandboxWebService.Build(new() { Urls = "http://127.0.0.1:0", Token = Token, QueueLimit = 200 }, sandbox.Sandbox, TimeProvider.System);
        await _app.StartAsync();
        _http.BaseAddress = new Uri(_app.Urls.First());
        _http.DefaultRequestHeaders.Authorization = new("Bearer", Token);
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task Answers_have_exactly_the_fields_of_SandboxFusion()
    {
        var answer = await RunAsync("""{"code": "import sys; print(sys.stdin.read()); sys.stderr.write('e')", "language": "python", "stdin": "hello", "compile_timeout": 1.0, "run_timeout": 5.0, "memory_limit_MB": 256, "files": {}, "fetch_files": []}""");

        Assert.Equal(["compile_result", "executor_pod_name", "files", "message", "run_result", "status"], answer.AsObject().Select(p => p.Key).Order(StringComparer.Ordinal));
        Assert.Equal(["execution_time", "return_code", "status", "stderr", "stdout"], answer["run_result"]!.AsObject().Select(p => p.Key).Order(StringComparer.Ordinal));
        Assert.Equal(("Success", "Finished", 0, "hello\n", "e"), (
            (string)answer["status"]!, (string)answer["run_result"]!["status"]!, (int)answer["run_result"]!["return_code"]!, (string)answer["run_result"]!["stdout"]!, (string)answer["run_result"]!["stderr"]!));
        Assert.Null(answer["compile_result"]);
        Assert.True((double)answer["run_result"]!["execution_time"]! > 0);
    }

    [Fact]
    public async Task Failures_time_limits_and_compile_errors_are_told_as_SandboxFusion_tells_them()
    {
        var failed = await RunAsync("""{"code": "raise SystemExit(3)", "language": "python"}""");
        Assert.Equal(("Failed", "Finished", 3), ((string)failed["status"]!, (string)failed["run_result"]!["status"]!, (int)failed["run_result"]!["return_code"]!));

        var slow = await RunAsync("""{"code": "print('before', flush=True)\nimport time\ntime.sleep(60)", "language": "python", "run_timeout": 1}""");
        Assert.Equal(("Failed", "TimeLimitExceeded", "before\n"), ((string)slow["status"]!, (string)slow["run_result"]!["status"]!, (string)slow["run_result"]!["stdout"]!));
        Assert.Null(slow["run_result"]!["return_code"]);

        var broken = await RunAsync("""{"code": "int main( {", "language": "cpp", "compile_timeout": 300}""");
        Assert.Equal(("Failed", "Finished", 1), ((string)broken["status"]!, (string)broken["compile_result"]!["status"]!, (int)broken["compile_result"]!["return_code"]!));
        Assert.Null(broken["run_result"]);
        Assert.Contains("error", (string)broken["compile_result"]!["stderr"]!, StringComparison.Ordinal);

        var compiled = await RunAsync("""{"code": "#include <cstdio>\nint main(){puts(\"hi\");}", "language": "cpp", "compile_timeout": 300}""");
        Assert.Equal(("Success", "Finished", "hi\n"), ((string)compiled["status"]!, (string)compiled["compile_result"]!["status"]!, (string)compiled["run_result"]!["stdout"]!));
    }

    // Bodies in the shapes of public clients: verl's reward function, SandboxFusion's own package, a minimal script.
    public static TheoryData<string> Clients { get; } = new()
    {
        """{"compile_timeout": 60, "run_timeout": RUN, "code": CODE, "stdin": "2 3", "memory_limit_MB": 1024, "language": LANGUAGE, "files": {}, "fetch_files": []}""",
        """{"compile_timeout": 60.0, "run_timeout": RUN, "code": CODE, "stdin": "2 3", "language": LANGUAGE, "files": {}, "fetch_files": [], "args": []}""",
        """{"code": CODE, "language": LANGUAGE, "stdin": "2 3", "run_timeout": RUN, "memory_limit_MB": -1, "compile_timeout": 60}""",
    };

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Clients_written_for_SandboxFusion_come_to_the_right_conclusions(string shape)
    {
        Assert.Equal("accepted", await ConcludeAsync(shape, "python", "print(sum(map(int, input().split())))"));
        Assert.Equal("wrong answer", await ConcludeAsync(shape, "python", "print(6)"));
        Assert.Equal("runtime error", await ConcludeAsync(shape, "python", "print(5)\n1/0"));
        Assert.Equal("timeout", await ConcludeAsync(shape, "python", "import time; time.sleep(99)", seconds: 1));
        Assert.Equal("compile error", await ConcludeAsync(shape, "cpp", "int main( {"));
        Assert.Equal("accepted", await ConcludeAsync(shape, "cpp", "#include <cstdio>\nint main(){int a,b;scanf(\"%d %d\",&a,&b);printf(\"%d\\n\",a+b);}"));
        Assert.Equal("accepted", await ConcludeAsync(shape, "nodejs", "console.log(require('fs').readFileSync(0,'utf8').split(' ').reduce((a,b)=>+a+ +b))"));
        Assert.Equal("accepted", await ConcludeAsync(shape, "bash", "read a b; echo $((a + b))"));
    }

    /// <summary>What such a client makes of an answer: only the fields that it reads, in its order.</summary>
    private async Task<string> ConcludeAsync(string shape, string language, string code, int seconds = 60)
    {
        var answer = await RunAsync(shape.Replace("RUN", seconds.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("LANGUAGE", JsonSerializer.Serialize(language), StringComparison.Ordinal).Replace("CODE", JsonSerializer.Serialize(code), StringComparison.Ordinal));
        JsonNode? compile = answer["compile_result"], run = answer["run_result"];
        return (string?)answer["status"] switch
        {
            "Success" when (string?)run!["status"] == "Finished" && (int)run["return_code"]! == 0 => ((string)run["stdout"]!).TrimEnd('\n') == "5" ? "accepted" : "wrong answer",
            "Failed" when compile is not null && ((string?)compile["status"] != "Finished" || (int)compile["return_code"]! != 0) => "compile error",
            "Failed" when (string?)run?["status"] == "TimeLimitExceeded" => "timeout",
            "Failed" when (string?)run?["status"] == "Finished" && (int)run["return_code"]! != 0 => "runtime error",
            _ => answer.ToJsonString(),
        };
    }

    [Theory]
    [LanguageData("pytest", "def test_a(): pass\ndef test_b(): assert False")]
    public async Task Arguments_reach_pytest(string language, string code)
    {
        Assert.Equal("Failed", (string)(await RunAsync(JsonSerializer.Serialize(new { code, language, run_timeout = 60, args = Array.Empty<string>() })))["status"]!);
        var chosen = await RunAsync(JsonSerializer.Serialize(new { code, language, run_timeout = 60, args = new[] { "-k", "test_a" } }));
        Assert.Equal("Success", (string)chosen["status"]!);
        Assert.Contains("1 passed, 1 deselected", (string)chosen["run_result"]!["stdout"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_go_in_and_come_out_and_links_never_lead_out()
    {
        var answer = await RunAsync("""{"code": "import os\nos.makedirs('out')\nopen('out/a.bin','wb').write(open('in/x.bin','rb').read()[::-1])\nos.symlink('/etc/passwd','leak')\nos.symlink('/etc','dir')\nos.symlink('/proc/self/environ','magic')\nos.symlink('/box/run/out','inner')\nos.mkdir('d')\nos.mkfifo('pipe')", "language": "python", "files": {"./in//x.bin": "AAEC", "none": null}, "fetch_files": ["./out/a.bin", "leak", "dir/passwd", "magic", "inner/a.bin", "d", "pipe", "missing"]}""");
        Assert.Equal("""{"./out/a.bin":"AgEA"}""", answer["files"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"code": "x", "language": "cobol"}""", "language")]
    [InlineData("""{"code": "x", "language": "python", "files": {"../x": "AAAA"}}""")]
    [InlineData("""{"code": "x", "language": "python", "files": {"x": "%%"}}""")]
    [InlineData("""{"code": "x", "language": "python", "fetch_files": ["/etc/passwd"]}""")]
    [InlineData("""{"code": "x", "language": "python", "run_timeout": -1}""")]
    [InlineData("""{"language": "python"}""")]
    [InlineData("""{"code": null, "language": "python"}""", "code")]
    [InlineData("""{"code": "x", "language": null}""", "language")]
    [InlineData("""{"code": "x", "language": "python", "run_timeout": null}""", "run_timeout")]
    [InlineData("""{"code": "x", "language": "python", "files": null}""", "files")]
    [InlineData("""{"code": "x", "language": "python", "fetch_files": null}""", "fetch_files")]
    [InlineData("""{"code": "x", "language": "python", "fetch_files": [null]}""", "fetch_files")]
    [InlineData("""{"code": "x", "language": "python", "memory_limit_MB": 5}""", "memory_limit_MB")]
    [InlineData("""{"code": "x", "language": "python", "memory_limit_MB": 64.5}""", "memory_limit_MB")]
    [InlineData("""{"code": "x", "language": "python", "files": {"a": "AAAA", "a/b": "AAAA"}}""", "files")]
    [InlineData("""{"code": "x", "language": "python", "files": {"main.py": "AAAA"}}""", "files")]
    [InlineData("""{"code": "x", "language": "python", "files": {"./a": "AAAA", "a": "AAAA"}}""", "files")]
    [InlineData("not json")]
    public async Task A_request_that_makes_no_sense_is_422_with_a_detail(string body, string field = "")
    {
        var response = await PostAsync(body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var detail = (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["detail"]!;
        Assert.NotEmpty(detail);
        Assert.Contains(field, detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"tests": {"test_list": ["assert f() == 1"]}, "prediction_is_text": false}""", "prediction")]
    [InlineData("""{"tests": {"test_list": ["assert f() == 1"]}, "prediction": null}""", "prediction")]
    [InlineData("""{"prediction": "def f(): return 1"}""", "tests")]
    [InlineData("""{"tests": null, "prediction": "def f(): return 1"}""", "tests")]
    [InlineData("""{"tests": {}, "prediction": "def f(): return 1"}""", "tests")]
    public async Task A_case_without_tests_or_prediction_is_422_and_names_it(string body, string field)
    {
        var response = await _http.PostAsync("/judge", new StringContent(body));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.StartsWith(field + ":", (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_files_too_large_ones_and_more_input_than_memory_are_422_and_the_slots_live()
    {
        var broken = sandbox.Sandbox.BrokenSlots;
        string[] bodies =
        [
            JsonSerializer.Serialize(new { code = "x", language = "python", files = Enumerable.Range(0, 5000).ToDictionary(i => $"f{i}", _ => "AAAA") }),
            JsonSerializer.Serialize(new { code = "pass", language = "python", memory_limit_MB = 16, stdin = new string('x', 17 << 20) }),
            """{"code": "open('big', 'wb').write(bytes(40 << 20))", "language": "python", "fetch_files": ["big"]}""",
        ];
        foreach ((var body, var field) in bodies.Zip(["files", "stdin", "fetch_files"]))
        {
            var response = await PostAsync(body);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
            Assert.Contains(field, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        var small = await RunAsync(JsonSerializer.Serialize(new { code = "import sys; print(len(sys.stdin.read(1000)))", language = "python", memory_limit_MB = 16, stdin = new string('x', 15 << 20) }));
        Assert.Equal("1000\n", (string)small["run_result"]!["stdout"]!);
        Assert.Equal(broken, sandbox.Sandbox.BrokenSlots);
    }

    [Fact]
    public async Task Requests_in_chunks_count_as_what_arrives()
    {
        await using var small = SandboxWebService.Build(new() { Urls = "http://127.0.0.1:0", RequestBytes = 1 << 20, QueueBytes = 1 << 20 }, sandbox.Sandbox, TimeProvider.System);
        await small.StartAsync();
        var address = new Uri(new Uri(small.Urls.First()), "/run_code");
        HttpRequestMessage Chunked(string code) => new(HttpMethod.Post, address) { Content = JsonContent.Create(new { code, language = "python" }), Headers = { TransferEncodingChunked = true } };
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => _http.SendAsync(Chunked("print(1)"))));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.StatusCode));
        var large = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _http.SendAsync(Chunked("import time; time.sleep(2)" + new string(' ', 600_000)))));
        Assert.Contains(large, a => a.StatusCode == HttpStatusCode.TooManyRequests && a.Headers.RetryAfter is not null);
        Assert.Contains(large, a => a.StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Numbers_in_texts_and_files_below_mnt_are_taken_as_SandboxFusion_takes_them()
    {
        var answer = await RunAsync("""{"code": "print(open('/mnt/data/in.txt').read())\nopen('/mnt/out.txt', 'w').write('out')", "language": "python", "run_timeout": "20", "memory_limit_MB": "256", "files": {"/mnt/data/in.txt": "aW4="}, "fetch_files": ["/mnt/out.txt"]}""");
        Assert.Equal(("in\n", """{"/mnt/out.txt":"b3V0"}"""), ((string)answer["run_result"]!["stdout"]!, answer["files"]!.ToJsonString()));
    }

    [Fact]
    public async Task Cells_of_a_notebook_share_their_state_show_their_last_value_and_go_on_behind_an_error()
    {
        const string Body = """{"cells": ["x = 20\nprint('a')", "x + 1", "1/0", "import sys\nsys.stderr.write('e')\nopen('o.txt', 'w').write(str(x));", "import asyncio\nawait asyncio.sleep(0, 7)"], "total_timeout": 60, "kernel": "python3", "fetch_files": ["o.txt"]}""";
        var response = await _http.PostAsync("/run_jupyter", new StringContent(Body, Encoding.UTF8, "application/json"));
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal(["cells", "driver", "executor_pod_name", "files", "message", "status"], answer.AsObject().Select(p => p.Key).Order(StringComparer.Ordinal));
        Assert.Equal(("Success", "Finished", "MjA="), ((string)answer["status"]!, (string)answer["driver"]!["status"]!, (string)answer["files"]!["o.txt"]!));
        var cells = answer["cells"]!.AsArray();
        Assert.Equal(5, cells.Count);
        Assert.Equal(("a\n", "21", "ZeroDivisionError", "e", "7"), (
            (string)cells[0]!["stdout"]!, (string)cells[1]!["display"]![0]!["text/plain"]!, (string)cells[2]!["error"]![0]!["ename"]!, (string)cells[3]!["stderr"]!, (string)cells[4]!["display"]![0]!["text/plain"]!));
        Assert.Empty(cells[3]!["display"]!.AsArray());

        var slow = await _http.PostAsync("/run_jupyter", new StringContent("""{"cells": ["while True: pass"], "total_timeout": 1}""", Encoding.UTF8, "application/json"));
        var late = JsonNode.Parse(await slow.Content.ReadAsStringAsync())!;
        Assert.Equal(("Failed", "TimeLimitExceeded", 0), ((string)late["status"]!, (string)late["driver"]!["status"]!, late["cells"]!.AsArray().Count));
        var ended = await _http.PostAsync("/run_jupyter", new StringContent("""{"cells": ["1", "import os; os._exit(0)", "2"]}""", Encoding.UTF8, "application/json"));
        var unfinished = JsonNode.Parse(await ended.Content.ReadAsStringAsync())!;
        Assert.Equal(("Failed", "cells: the process ended in cell 2 of 3", 1), ((string)unfinished["status"]!, (string)unfinished["message"]!, unfinished["cells"]!.AsArray().Count));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await _http.PostAsync("/run_jupyter", new StringContent("""{"cells": null}"""))).StatusCode);
        var nowhere = await _http.PostAsync("/submit", new StringContent("""{"dataset": "x", "id": 1, "completion": "x"}""", Encoding.UTF8, "application/json"));
        Assert.Equal("""{"detail":"dataset: this service has none: it was started without --data NAME=FILE"}""", await nowhere.Content.ReadAsStringAsync());
        Assert.Equal("\"pong\"", await _http.GetStringAsync("/v1/ping"));
    }

    [PythonPackageFact("matplotlib")]
    public async Task Figures_that_a_cell_leaves_open_are_shown_as_pictures()
    {
        var response = await _http.PostAsJsonAsync("/run_jupyter", new { cells = new[] { "import matplotlib.pyplot as plt", "plt.plot([1, 2], [3, 5])\nplt.title('t')\nplt.show()", "1" }, total_timeout = 100 });
        var cells = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["cells"]!.AsArray();
        Assert.True(cells.Count == 3 && cells[1]!["error"]!.AsArray().Count == 0, cells.ToJsonString());
        var picture = Convert.FromBase64String((string)Assert.Single(cells[1]!["display"]!.AsArray())!["image/png"]!);
        Assert.Equal("PNG", Encoding.ASCII.GetString(picture, 1, 3));
        Assert.Equal("1", (string)Assert.Single(cells[2]!["display"]!.AsArray())!["text/plain"]!);
    }

    [Fact]
    public async Task Half_a_surrogate_pair_in_an_error_of_a_cell_is_a_replacement_character_and_a_pair_is_a_pair()
    {
        const string Body = """{"cells": ["raise ValueError('\\ud83d\\ude00 \\udc00 ' + chr(0xd800))", "1"]}""";
        var response = await _http.PostAsync("/run_jupyter", new StringContent(Body, Encoding.UTF8, "application/json"));
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal(("\ud83d\ude00 \ufffd \ufffd", "1"), ((string)answer["cells"]![0]!["error"]![0]!["evalue"]!, (string)answer["cells"]![1]!["display"]![0]!["text/plain"]!));
    }

    [Fact]
    public async Task A_chunk_size_that_no_number_holds_is_400()
    {
        var address = _http.BaseAddress!;
        using var client = new TcpClient(address.Host, address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /run_code HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {Token}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{{}}"));
        using var reader = new StreamReader(client.GetStream());
        Assert.Contains(" 400 ", await reader.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Problems_of_a_prompt_file_are_listed_and_completions_to_them_judged()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(
                file,
                [
                    """{"id": "p1", "domain": "code", "prompt": "Double it.", "tests": {"kind": "stdio", "cases": [{"input": "2", "output": "4"}]}}""",
                    """{"id": 2, "domain": "code", "prompt": "def f(x):", "tests": {"kind": "function", "entry_point": "f", "calls": [{"args": [2], "expected": 4}]}}""",
                    """{"id": "m", "domain": "math", "prompt": "1+1", "gold": "2"}""",
                ]);
            await using var serving = SandboxWebService.Build(new() { Urls = "http://127.0.0.1:0", Data = [$"own={file}"] }, sandbox.Sandbox, TimeProvider.System);
            await serving.StartAsync();
            var address = new Uri(serving.Urls.First());
            async Task<(HttpStatusCode Code, JsonNode Body)> Ask(string path, object body)
            {
                var response = await _http.PostAsync(new Uri(address, path), JsonContent.Create(body));
                return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
            }

            Assert.Equal("""["own"]""", await _http.GetStringAsync(new Uri(address, "/list_datasets")));
            Assert.Equal("""["p1",2]""", (await Ask("/list_ids", new { dataset = "own", config = new { }, offset = 0, limit = 1000000 })).Body.ToJsonString());
            Assert.Equal(["\"p1\"", "2"], (await Ask("/get_prompts", new { dataset = "own", config = new { } })).Body.AsArray().Select(p => p!["id"]!.ToJsonString()));
            Assert.Equal("Double it.", (string)(await Ask("/get_prompt_by_id", new { dataset = "own", id = "p1", config = new { } })).Body["prompt"]!);
            Assert.Equal("2", (await Ask("/submit", new { dataset = "own", id = 2, completion = "```python\ndef f(x): return 4\n```", config = new { } })).Body["id"]!.ToJsonString());
            // The language of the request is the run's.
            Assert.True((bool)(await Ask("/submit", new { dataset = "own", id = "p1", completion = "```bash\nread x; echo $((2 * x))\n```", config = new { language = "bash", run_timeout = 20 } })).Body["accepted"]!);
            var metrics = (await Ask("/get_metrics", new { dataset = "own", config = new { }, results = new[] { new { id = 1, accepted = true }, new { id = 2, accepted = false } } })).Body;
            Assert.Equal((2, .5), ((int)metrics["total"]!, (double)metrics["accuracy"]!));
            Assert.Equal("""{"function":null}""", (await Ask("/get_metrics_function", new { dataset = "own", config = new { } })).Body.ToJsonString());
            Assert.True((bool)(await Ask("/submit", new { dataset = "own", id = "p1", completion = "```python\nprint(2 * int(input()))\n```", config = new { } })).Body["accepted"]!);
            Assert.False((bool)(await Ask("/submit", new { dataset = "own", id = 2, completion = "```python\ndef f(x): return 5\n```" })).Body["accepted"]!);
            Assert.True((bool)(await Ask("/submit", new { dataset = "own", id = 2, completion = "```python\ndef f(x): return 4\n```" })).Body["accepted"]!);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Ask("/submit", new { dataset = "other", id = 2, completion = "" })).Code);
            // What it cannot do it refuses by name.
            var late = await Ask("/submit", new { dataset = "own", id = "p1", completion = "x", config = new { run_timeout = 100_000 } });
            Assert.StartsWith("config.run_timeout: must be in (0, ", (string)late.Body["detail"]!, StringComparison.Ordinal);
            var other = await Ask("/submit", new { dataset = "own", id = 2, completion = "x", config = new { language = "bash" } });
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "config.language: the problem's tests are for python; got 'bash'"), (other.Code, (string)other.Body["detail"]!));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_problem_that_a_request_brings_along_is_judged_as_one_of_a_file()
    {
        async Task<JsonNode> Submit(object row, string completion, string language = "python")
        {
            var response = await _http.PostAsJsonAsync("/submit", new { dataset = "any", id = 7, completion, config = new { dataset_type = "CommonOJDataset", language, provided_data = row } });
            return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        }

        // As SandboxFusion's own tests bring it: the cases as text, each with its streams.
        var streams = new { id = 7, content = "Add.", labels = "{}", test = """[{"input": {"stdin": "1 2"}, "output": {"stdout": "3"}}, {"input": {"stdin": "5 5"}, "output": {"stdout": "10"}}]""" };
        Assert.True((bool)(await Submit(streams, "```python\nprint(sum(map(int, input().split())))\n```"))["accepted"]!);
        Assert.False((bool)(await Submit(streams, "```python\nprint(3)\n```"))["accepted"]!);
        Assert.True((bool)(await Submit(streams, "```bash\nread a b; echo $((a + b))\n```", "bash"))["accepted"]!);
        var asserts = new { id = 7, content = "Double.", test = new[] { "assert double(2) == 4" } };
        Assert.True((bool)(await Submit(asserts, "```python\ndef double(x): return 2 * x\n```"))["accepted"]!);
        Assert.False((bool)(await Submit(asserts, "```python\ndef double(x): return 5\n```"))["accepted"]!);
        Assert.StartsWith("config.provided_data:", (string)(await Submit(new { id = 7, test = "[{" }, "x"))["detail"]!, StringComparison.Ordinal);
        var prompts = await _http.PostAsJsonAsync("/get_prompts", new { dataset = "any", config = new { provided_data = new[] { streams, streams } } });
        Assert.Equal(["Add.", "Add."], JsonNode.Parse(await prompts.Content.ReadAsStringAsync())!.AsArray().Select(p => (string)p!["prompt"]!));
    }

    [Fact]
    public async Task Without_the_token_there_is_only_health()
    {
        using var stranger = new HttpClient { BaseAddress = _http.BaseAddress };
        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync("/health")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/metrics")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.PostAsync("/run_code", new StringContent("{}"))).StatusCode);
        stranger.DefaultRequestHeaders.Authorization = new("Bearer", Token + "x");
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.PostAsync("/run_code", new StringContent("{}"))).StatusCode);
    }

    [Fact]
    public async Task A_hundred_and_twenty_eight_clients_at_once_are_all_answered_and_counted()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 128).Select(i => RunAsync(JsonSerializer.Serialize(new { code = $"print({i})", language = "python" }))));
        Assert.All(answers.Index(), a => Assert.Equal($"{a.Index}\n", (string)a.Item["run_result"]!["stdout"]!));
        var metrics = await _http.GetStringAsync("/metrics");
        Assert.Contains("guide_sandbox_requests_total{", metrics, StringComparison.Ordinal);
        Assert.Contains("guide_sandbox_slots", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_queue_answers_429_with_a_time_to_retry()
    {
        await using var small = SandboxWebService.Build(new() { Urls = "http://127.0.0.1:0", QueueLimit = 1 }, sandbox.Sandbox, TimeProvider.System);
        await small.StartAsync();
        var address = new Uri(new Uri(small.Urls.First()), "/run_code");
        var responses = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => _http.PostAsync(
            address, new StringContent("""{"code": "import time; time.sleep(1)", "language": "python"}""", Encoding.UTF8, "application/json"))));
        Assert.Contains(responses, r => r.StatusCode == HttpStatusCode.OK);
        var refused = Assert.IsType<HttpResponseMessage>(responses.FirstOrDefault(r => r.StatusCode == HttpStatusCode.TooManyRequests));
        Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);
    }

    [Fact]
    public async Task Requests_that_would_hold_too_much_memory_together_are_429_before_their_bodies_are_read()
    {
        await using var small = SandboxWebService.Build(
            new() { Urls = "http://127.0.0.1:0", RequestBytes = 4000, QueueBytes = 4000, SlowestBytesPerSecond = 1 }, sandbox.Sandbox, TimeProvider.System);
        await small.StartAsync();
        var address = new Uri(small.Urls.First());
        var body = JsonSerializer.Serialize(new { code = "print(1)" + new string(' ', 3000), language = "python" });
        using var first = new TcpClient(address.Host, address.Port);
        using var reader = new StreamReader(first.GetStream());
        await first.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /run_code HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: {body.Length}\r\n\r\n"));
        // The body is asked for when the request has been counted.
        Assert.Contains(" 100 ", await reader.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal("", await reader.ReadLineAsync());
        var second = await _http.PostAsync(new Uri(address, "/run_code"), new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        await first.GetStream().WriteAsync(Encoding.ASCII.GetBytes(body));
        Assert.Contains(" 200 ", await reader.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clients_that_dawdle_over_headers_or_body_lose_their_connection_and_their_place()
    {
        await using var strict = SandboxWebService.Build(
            new() { Urls = "http://127.0.0.1:0", HeadersTimeout = TimeSpan.FromSeconds(1), SlowestBytesPerSecond = 1 << 30 }, sandbox.Sandbox, TimeProvider.System);
        await strict.StartAsync();
        var address = new Uri(strict.Urls.First());
        string[] beginnings = ["POST /run_code HTTP/1.1\r\nHost: x\r\nX-Slow: ", "POST /run_code HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"];
        await Task.WhenAll(beginnings.Select(async beginning =>
        {
            using var client = new TcpClient(address.Host, address.Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(beginning));
            using var reader = new StreamReader(client.GetStream());
            try
            {
                var answer = await reader.ReadToEndAsync(); // Ends only when the service closes.
                Assert.True(answer.Length == 0 || answer.Contains(" 408 ", StringComparison.Ordinal), answer);
            }
            catch (IOException)
            {
                // Reset instead of closed.
            }
        }));
    }

    [Fact]
    public async Task At_the_end_running_requests_are_finished_first()
    {
        var ending = SandboxWebService.Build(new() { Urls = "http://127.0.0.1:0", DrainTime = TimeSpan.FromMinutes(5) }, sandbox.Sandbox, TimeProvider.System);
        await ending.StartAsync();
        var address = new Uri(new Uri(ending.Urls.First()), "/run_code");
        var running = _http.PostAsync(
            address, new StringContent("""{"code": "import time; time.sleep(2); print('done')", "language": "python", "run_timeout": 100}""", Encoding.UTF8, "application/json"));
        while (sandbox.Sandbox.Busy == 0 && !running.IsCompleted)
        {
            await Task.Delay(10);
        }

        await ending.StopAsync();
        Assert.Contains("done", await (await running).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<HttpRequestException>(() => _http.GetAsync(address));
        await ending.DisposeAsync();
    }

    [Fact]
    public async Task A_request_that_is_too_large_is_refused()
    {
        await using var small = SandboxWebService.Build(new() { Urls = "http://127.0.0.1:0", RequestBytes = 2000 }, sandbox.Sandbox, TimeProvider.System);
        await small.StartAsync();
        var response = await _http.PostAsync(new Uri(new Uri(small.Urls.First()), "/run_code"), JsonContent.Create(new { code = new string('x', 5000), language = "python" }));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task A_remote_verifier_uses_the_service_that_lives_and_gives_up_with_a_sandbox_error()
    {
        var dead = new Uri("http://127.0.0.1:1/");
        using var http = new HttpClient();
        var tests = JsonSerializer.Deserialize<JsonElement>("""{"kind": "function", "entry_point": "f", "check": "def check(c): assert c(2) == 4"}""");
        var good = new VerificationCase { Domain = Domain.Code, Tests = tests, Prediction = "def f(x): return x * x", PredictionIsText = false };

        await using var verifier = new RemoteCodeVerifier([dead, _http.BaseAddress!], Token, http, TimeSpan.FromMinutes(1), TimeProvider.System);
        var verdicts = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => verifier.JudgeAsync(good, CancellationToken.None).AsTask()));
        Assert.All(verdicts, v => Assert.True(v.Outcome == VerdictOutcome.Correct, v.Detail));
        var wrong = await verifier.JudgeAsync(good with { Prediction = "def f(x): return x" }, CancellationToken.None);
        Assert.Equal((VerdictOutcome.Incorrect, 0), (wrong.Outcome, wrong.Reward));

        // An outage is no verdict, not even one without a reward: who waits, and how long, is the caller's.
        await using var away = new RemoteCodeVerifier([dead], Token, http, TimeSpan.FromMinutes(1), TimeProvider.System);
        await Assert.ThrowsAsync<JudgeUnavailableException>(async () => await away.JudgeAsync(good, CancellationToken.None));
    }

    [Fact]
    public async Task A_case_that_a_service_refuses_is_no_outage_of_it()
    {
        await using var small = SandboxWebService.Build(new() { Urls = "http://127.0.0.1:0", RequestBytes = 2000 }, sandbox.Sandbox, TimeProvider.System);
        await small.StartAsync();
        using var http = new HttpClient();
        await using var verifier = new RemoteCodeVerifier([new Uri(small.Urls.First() + "/")], null, http, TimeSpan.FromMinutes(1), TimeProvider.System);
        var tests = JsonSerializer.Deserialize<JsonElement>("""{"kind": "function", "entry_point": "f", "check": "def check(c): assert c(2) == 4"}""");
        var good = new VerificationCase { Domain = Domain.Code, Tests = tests, Prediction = "def f(x): return x * x", PredictionIsText = false };

        var refused = await verifier.JudgeAsync(good with { Prediction = good.Prediction + new string('\n', 5000) }, CancellationToken.None);
        Assert.Equal((VerdictOutcome.VerifierError, null), (refused.Outcome, refused.Reward));
        Assert.Contains("413", refused.Detail, StringComparison.Ordinal);
        Assert.Equal(VerdictOutcome.Correct, (await verifier.JudgeAsync(good, CancellationToken.None)).Outcome);
    }

    private async Task<JsonNode> RunAsync(string body)
    {
        var response = await PostAsync(body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!;
    }

    private Task<HttpResponseMessage> PostAsync(string body) => _http.PostAsync("/run_code", new StringContent(body, Encoding.UTF8, "application/json"));
}
