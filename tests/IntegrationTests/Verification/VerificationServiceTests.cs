using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using Guide.Answers;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.TestKit;
using Guide.VerificationService;

using Microsoft.AspNetCore.Builder;

namespace Guide.IntegrationTests.Verification;

/// <summary>The service over real HTTP, as this project's clients and other trainers' call it.</summary>
public sealed class VerificationServiceTests : IAsyncLifetime
{
    private const string Token = "open sesame";

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(3) };
    private WebApplication _app = null!;

    public async Task InitializeAsync()
    {
        _app = VerificationWebService.Build(new() { Urls = "http://127.0.0.1:0", Token = Token, Jobs = 2, RequestBytes = 1 << 20 }, AnswerVerifiers.Set(), TimeProvider.System);
        await _app.StartAsync();
        _http.BaseAddress = new Uri(_app.Urls.First());
        _http.DefaultRequestHeaders.Authorization = new("Bearer", Token);
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task One_case_gets_one_verdict()
    {
        var verdict = await PostAsync("/verify", """{"id": "a", "domain": "math", "gold": "1/2", "pred": "So \\boxed{0.5}"}""");

        Assert.Equal(("a", "Correct", 1), ((string)verdict["id"]!, (string)verdict["outcome"]!, (int)verdict["reward"]!));
    }

    [Theory]
    [InlineData("""[{0}]""")]
    [InlineData("""{{"cases": [{0}]}}""")]
    public async Task A_batch_is_answered_in_its_order_and_in_its_form(string form)
    {
        var cases = string.Join(',', Enumerable.Range(0, 300).Select(i => $$"""{"id": {{i}}, "domain": "math", "gold": "{{i}}", "pred": "\\boxed{{{(i % 3 == 0 ? i : i + 1)}}}"}"""));
        var answer = await PostAsync("/verify", string.Format(System.Globalization.CultureInfo.InvariantCulture, form, cases));

        var verdicts = (answer is JsonObject ? answer["verdicts"]! : answer).AsArray();
        Assert.Equal(Enumerable.Range(0, 300).Select(static i => (i, i % 3 == 0 ? 1 : 0)), verdicts.Select(static v => ((int)v!["id"]!, (int)v["reward"]!)));
    }

    [Fact]
    public async Task Json_lines_are_answered_while_they_come()
    {
        using var client = new TcpClient(_http.BaseAddress!.Host, _http.BaseAddress.Port);
        var stream = client.GetStream();
        using var reader = new StreamReader(stream);
        Task SendAsync(string text) => stream.WriteAsync(Encoding.ASCII.GetBytes(text)).AsTask();
        Task SendLineAsync(string line) => SendAsync($"{line.Length + 1:x}\r\n{line}\n\r\n");
        async Task<string> ReadUntilAsync(string part)
        {
            while (true)
            {
                var line = await reader.ReadLineAsync(Deadline.Token());
                if (line is null || line.Contains(part, StringComparison.Ordinal))
                {
                    return line ?? "";
                }
            }
        }

        await SendAsync($"POST /verify HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {Token}\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
        await SendLineAsync("""{"domain": "math", "gold": "1", "pred": "\\boxed{1}"}""");
        Assert.Contains("\"Correct\"", await ReadUntilAsync("outcome"), StringComparison.Ordinal);
        await SendLineAsync("""{"domain": "math", "gold": "1", "pred": "\\boxed{2}"}""");
        Assert.Contains("\"Incorrect\"", await ReadUntilAsync("outcome"), StringComparison.Ordinal);
        await SendLineAsync("{");
        Assert.Contains("\"error\":\"body:3: not JSON", await ReadUntilAsync("error"), StringComparison.Ordinal);
        await SendAsync("0\r\n\r\n");
        Assert.Equal("", await ReadUntilAsync("outcome"));
    }

    [Fact]
    public async Task Json_lines_whose_first_is_no_case_are_422()
    {
        var response = await _http.PostAsync("/verify", new StringContent("[1]", Encoding.UTF8, new MediaTypeHeaderValue("application/x-ndjson")));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, """{"detail":"body:1: not a JSON object."}"""), (response.StatusCode, await response.Content.ReadAsStringAsync()));

        var large = await _http.PostAsync("/verify", new StringContent(new string('1', 2 << 20), Encoding.UTF8, new MediaTypeHeaderValue("application/x-ndjson")));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
    }

    [Theory]
    [InlineData("""{"domain": "maths", "gold": "1", "pred": "1"}""", "\"domain\" is \"maths\"")]
    [InlineData("""[{"domain": "math", "gold": "1", "pred": "1"}, {"domain": "math", "pred": "1"}]""", "case 1: \"gold\" is missing")]
    [InlineData("""{"domain": "math", "glod": "1", "gold": "2", "pred": "1"}""", "glod")]
    [InlineData("""{"cases": {}}""", "cases: a list of cases is needed")]
    [InlineData("5", "not a JSON object")]
    [InlineData("{", "Expected depth")]
    public async Task What_is_no_case_is_refused_by_name_and_nothing_is_judged(string body, string part)
    {
        var response = await SendAsync("/verify", body);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Contains(part, (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_judges_failure_is_null_and_for_a_list_of_rewards_an_error()
    {
        // This service has no judge for code.
        var verdict = await PostAsync("/verify", """{"domain": "code", "tests": {"inputs": ["1"], "outputs": ["1"]}, "pred": "print(1)"}""");
        Assert.Equal(("VerifierError", true), ((string)verdict["outcome"]!, verdict["reward"] is null));

        var response = await SendAsync("/get_reward?domain=code", """{"query": ["print(1)"], "labels": ["{\"inputs\": [\"1\"], \"outputs\": [\"1\"]}"]}""");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("query 0 is not judged", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenRLHF_gets_its_rewards()
    {
        var answer = await PostAsync("/get_reward", JsonSerializer.Serialize(new
        {
            query = new[] { "2+2? \\boxed{5} is wrong\nIt is \\boxed{4}.", "2+3?\\boxed{6}" },
            prompts = new[] { "2+2? \\boxed{5} is wrong\n", "2+3?" },
            labels = new[] { "4", "5" },
        }));

        Assert.Equal("""{"rewards":[1,0],"scores":[1,0],"extra_logs":{"accuracy":0.5}}""", answer.ToJsonString());
    }

    [Fact]
    public async Task The_address_says_how_labels_are_read()
    {
        const string Body = """{"query": ["(C)"], "labels": ["C"]}""";
        Assert.Equal(1, (int)(await PostAsync("/get_reward?domain=mcq", Body))["rewards"]![0]!);
        Assert.Equal(1, (int)(await PostAsync("/get_reward", """{"query": ["\\boxed{4}"], "labels": [4]}"""))["rewards"]![0]!);
        Assert.Equal(0, (int)(await PostAsync("/get_reward?domain=math&strict_format=true", """{"query": ["4"], "labels": ["4"]}"""))["rewards"]![0]!);
    }

    [Theory]
    [InlineData("", """{"labels": ["4"]}""", "query: a list of texts is needed")]
    [InlineData("", """{"query": ["4"]}""", "labels: a list of gold answers is needed")]
    [InlineData("", """{"query": ["4"], "labels": []}""", "labels: there are 0 for 1 queries")]
    [InlineData("", """{"query": ["4"], "labels": [null]}""", "query 0: its label is null")]
    [InlineData("?domian=math", """{"query": ["4"], "labels": ["4"]}""", "unknown setting 'domian' in the address; the nearest valid one is 'domain'")]
    [InlineData("?domain=code", """{"query": ["4"], "labels": ["4,"]}""", "query 0: ")]
    public async Task What_cannot_be_a_request_for_rewards_is_refused(string settings, string body, string part)
    {
        var response = await SendAsync("/get_reward" + settings, body);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Contains(part, (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_without_the_token_are_refused_and_health_is_for_everybody()
    {
        _http.DefaultRequestHeaders.Authorization = null;
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync("/verify", "{}")).StatusCode);
        Assert.Contains("\"jobs\":2", await _http.GetStringAsync("/health"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2 << 20, false)]
    [InlineData(2 << 20, true)]
    [InlineData(64 << 20, false)]
    [InlineData(64 << 20, true)]
    public async Task A_body_over_the_bound_is_413_which_its_client_gets_to_read(int size, bool isChunked)
    {
        // More than the sockets hold: the client is still writing when it is refused.
        using var request = new HttpRequestMessage(HttpMethod.Post, "/verify")
        {
            Content = new StringContent($$"""{"domain": "math", "gold": "1", "pred": "{{new string('1', size)}}"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.TransferEncodingChunked = isChunked;
        var response = await _http.SendAsync(request);

        Assert.Equal(
            (HttpStatusCode.RequestEntityTooLarge, """{"detail":"the body is larger than 1048576 bytes"}"""),
            (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task A_full_queue_is_429_with_the_time_to_come_back()
    {
        var judge = new HeldJudge();
        await using var small = VerificationWebService.Build(new() { Urls = "http://127.0.0.1:0", Jobs = 1, QueueLimit = 1 }, new VerifierSet([judge]), TimeProvider.System);
        await small.StartAsync();
        var address = new Uri(new Uri(small.Urls.First()), "/verify");
        var held = Enumerable.Range(0, 2).Select(_ => _http.PostAsync(address, Text("""{"domain": "math", "gold": "1", "pred": "1"}"""))).ToArray();
        await judge.Began.Task;
        await Deadline.UntilAsync("the second waits", async () =>
        {
            // Refused once both places are taken.
            var third = await _http.PostAsync(address, Text("{"));
            return third.StatusCode == HttpStatusCode.TooManyRequests && third.Headers.RetryAfter?.Delta > TimeSpan.Zero;
        });
        judge.Release.SetResult();
        Assert.All(await Task.WhenAll(held), static response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
    }

    [Fact]
    public async Task At_the_end_running_requests_are_finished_first()
    {
        var judge = new HeldJudge();
        await using var ending = VerificationWebService.Build(new() { Urls = "http://127.0.0.1:0", Jobs = 1, DrainTime = TimeSpan.FromMinutes(5) }, new VerifierSet([judge]), TimeProvider.System);
        await ending.StartAsync();
        var running = _http.PostAsync(new Uri(new Uri(ending.Urls.First()), "/verify"), Text("""{"domain": "math", "gold": "1", "pred": "1"}"""));
        await judge.Began.Task;
        var stopping = ending.StopAsync();
        judge.Release.SetResult();
        Assert.Equal(HttpStatusCode.OK, (await running).StatusCode);
        await stopping;
    }

    [Fact]
    public async Task The_examples_for_verl_and_TRL_get_rewards_and_an_outage_raises()
    {
        const string Program = """
            import verl_reward, trl_reward
            print(verl_reward.compute_score(["x", "x"], ["\\boxed{4}", "(B)"], ["4", "C"], [None, {"domain": "mcq"}]))
            print(trl_reward.guide_reward([[{"role": "assistant", "content": "\\boxed{0.5}"}], [{"role": "assistant", "content": "1"}]], answer=["1/2", "7"], prompts=["", ""]))
            try:
                print(verl_reward.judge([{"domain": "code", "tests": {"inputs": ["1"], "outputs": ["1"]}, "pred": "print(1)"}]))
            except RuntimeError as error:
                print("no verdict" in str(error))
            verl_reward.URL = "http://127.0.0.1:1"
            try:
                print(verl_reward.judge([{"domain": "math", "gold": "1", "pred": "1"}], tries=2))
            except RuntimeError as error:
                print("refused" in str(error))
            """;
        var start = new ProcessStartInfo("python3", ["-c", Program]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["PYTHONPATH"] = Path.Combine(Repository.Root, "examples");
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        start.Environment["GUIDE_VERIFY_URL"] = _app.Urls.First();
        start.Environment["GUIDE_VERIFY_TOKEN"] = Token;
        using var python = Process.Start(start)!;
        var error = python.StandardError.ReadToEndAsync();
        var output = await python.StandardOutput.ReadToEndAsync();

        Assert.Equal(("[1.0, 0.0]\n[1.0, 0.0]\nTrue\nTrue\n", ""), (output, await error));
    }

    private static StringContent Text(string body) => new(body, Encoding.UTF8, "application/json");

    private Task<HttpResponseMessage> SendAsync(string path, string body) => _http.PostAsync(path, Text(body));

    private async Task<JsonNode> PostAsync(string path, string body)
    {
        var response = await SendAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!;
    }

    /// <summary>A judge that waits until it may go on.</summary>
    private sealed class HeldJudge : IVerifier
    {
        public TaskCompletionSource Began { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Domain Domain => Domain.Math;

        public string Version => "held/1";

        public async ValueTask<Verdict> JudgeAsync(VerificationCase verificationCase, CancellationToken cancellationToken)
        {
            Began.TrySetResult();
            await Release.Task.WaitAsync(cancellationToken);
            return Verdict.Correct("held");
        }
    }
}
