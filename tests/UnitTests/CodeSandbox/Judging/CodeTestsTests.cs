using System.Text.Json;

using Guide.CodeSandbox.Judging;

namespace Guide.UnitTests.CodeSandbox;

public sealed class CodeTestsTests
{
    private static readonly string[] Inputs = ["1", "2"];

    [Fact]
    public void Tests_survive_their_JSON_form()
    {
        var tests = CodeTests.Contest(Inputs, ["3", "4"]);
        var read = CodeTests.Parse(tests.ToJson());
        Assert.Equal(tests with { Cases = null }, read with { Cases = null });
        Assert.Equal(tests.Cases, read.Cases);
    }

    [Theory]
    [InlineData("3", OutputComparison.Tokens)]
    [InlineData("3.50", OutputComparison.Numeric)]
    [InlineData("v1.2.3", OutputComparison.Tokens)]
    public void Outputs_with_decimal_fractions_are_compared_as_numbers(string output, OutputComparison comparison)
    {
        Assert.Equal(comparison, CodeTests.Contest(Inputs, ["1", output]).Compare);
    }

    [Fact]
    public void A_sandbox_shared_by_cases_is_refused_by_name()
    {
        const string Tests = """{"kind": "stdio", "fresh_sandbox": true, "cases": [{"input": "1", "output": "2"}]}""";
        Assert.Single(CodeTests.Parse(JsonSerializer.Deserialize<JsonElement>(Tests)).Cases!);
        var shared = JsonSerializer.Deserialize<JsonElement>(Tests.Replace("true", "false", StringComparison.Ordinal));
        Assert.Contains("fresh_sandbox", Assert.Throws<JsonException>(() => CodeTests.Parse(shared)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_importers_forms_of_public_data_sets_are_understood()
    {
        var human = CodeTests.Parse(JsonSerializer.SerializeToElement(new { kind = "humaneval", prompt = "def f():\n", entry_point = "f", test = "def check(c): pass" }));
        Assert.Equal(("f", "def f():\n"), (human.EntryPoint, human.PromptCode));
        var mbpp = CodeTests.Parse(JsonSerializer.SerializeToElement(new { kind = "mbpp", imports = new[] { "import math" }, asserts = new[] { "assert f(1) == 1" } }));
        Assert.Equal("import math", mbpp.Setup);
        var contest = CodeTests.Parse(JsonSerializer.SerializeToElement(new { inputs = Inputs, outputs = Inputs }));
        Assert.Equal(2, contest.Cases!.Count);
        var raw = CodeTests.Parse(JsonSerializer.Deserialize<JsonElement>("""{"task_id": "t", "prompt": "p", "entry_point": "f", "canonical_solution": "s", "test": "def check(c): pass"}"""));
        Assert.Equal("f", raw.EntryPoint);
        var list = CodeTests.Parse(JsonSerializer.Deserialize<JsonElement>("""{"test_list": ["assert f() == 1"], "test_imports": []}"""));
        Assert.Equal("assert f() == 1", Assert.Single(list.Asserts!));
        var named = CodeTests.Parse(JsonSerializer.Deserialize<JsonElement>("""{"fn_name": "g", "inputs": ["[1, 2]\n3"], "outputs": ["[0, 1]"]}"""));
        Assert.Equal(("g", "[[1,2],3]", "[0, 1]"), (named.EntryPoint, named.Calls![0].Args.GetRawText(), named.Calls[0].Expected.GetRawText()));
    }

    [Theory]
    [InlineData("def other(): pass", "import math\ndef help(): pass\n\ndef f(x):\n    \"doc\"\ndef other(): pass")]
    [InlineData("    return x\n", "import math\ndef help(): pass\n\ndef f(x):\n    \"doc\"\n    return x\n")]
    [InlineData("def f(x): return 1", "import math\ndef help(): pass\n\n\ndef f(x): return 1")]
    public void Code_continues_the_prompt_or_replaces_its_function(string code, string submission)
    {
        var tests = CodeTests.HumanEval("import math\ndef help(): pass\n\ndef f(x):\n    \"doc\"\n", "f", "def check(c): pass");
        Assert.Equal(submission, SubmissionText.Of(tests, code));
    }

    [Fact]
    public void A_verdict_may_take_as_long_as_the_limits_of_all_its_cases()
    {
        const string Slow = """{"kind": "stdio", "time_limit_ms": 10000, "cases": [{"input": "", "output": ""}, {"input": "", "output": ""}, {"input": "", "output": ""}]}""";
        Assert.True(CodeTests.BudgetOf(Slow) >= TimeSpan.FromSeconds(3 * 31));
        Assert.Equal(TimeSpan.Zero, CodeTests.BudgetOf("[1]"));
        Assert.Equal(TimeSpan.Zero, CodeTests.BudgetOf(null));
    }

    [Fact]
    public void A_test_that_defines_no_check_is_a_pytest_file()
    {
        const string File = "from solution import f\ndef test_f():\n    assert f(1) == 2\n";
        var whole = CodeTests.Parse(JsonSerializer.SerializeToElement(new { test = File, entry_point = "f" }));
        Assert.Equal((File, null, CodeTestKind.Function), (whole.Pytest, whole.Check, whole.Kind));
        var misplaced = CodeTests.Parse(JsonSerializer.SerializeToElement(new { kind = "function", entry_point = "f", check = File }));
        Assert.Equal((File, null), (misplaced.Pytest, misplaced.Check));
        var human = CodeTests.Parse(JsonSerializer.SerializeToElement(new { test = "def check(candidate):\n    assert candidate(1) == 2", entry_point = "f" }));
        Assert.Equal((null, "f"), (human.Pytest, human.EntryPoint));
        Assert.Equal("import math", CodeTests.Parse(JsonSerializer.SerializeToElement(new { kind = "function", pytest = "x", setup = "import math" })).Setup);
    }

    [Fact]
    public void A_checker_and_a_case_are_settings_of_streams()
    {
        var tests = CodeTests.Parse(JsonSerializer.Deserialize<JsonElement>(
            """{"kind": "stdio", "cases": [{"input": "", "output": ""}], "ignore_case": true, "checker": {"language": "cpp", "code": "int main(){}", "files": {"testlib.h": "x"}}}"""));
        Assert.Equal((true, "cpp", "x"), (tests.IgnoreCase, tests.Checker!.Language, tests.Checker.Files!["testlib.h"]));
        Assert.True(tests.Budget > (tests with { Checker = null }).Budget);
    }

    [Fact]
    public void Streams_as_lines_wrapped_outputs_and_nested_texts_are_understood()
    {
        CodeTests Read(string json) => CodeTests.Parse(JsonSerializer.Deserialize<JsonElement>(json));
        Assert.Equal(new() { Input = "3\n1 2\n", Output = "6\n" }, Assert.Single(Read("""{"inputs": [["3", "1 2"]], "outputs": [["6"]]}""").Cases!));
        Assert.True(Read("""{"fn_name": "g", "inputs": [[1], [2]], "outputs": [[1], [2]]}""").WrappedOutputs);
        Assert.False(Read("""{"fn_name": "g", "inputs": [[1], [2]], "outputs": [[1], [2, 3]]}""").WrappedOutputs);
        Assert.Equal("cba", Read("""{"fn_name": "g", "inputs": [["abc"]], "outputs": ["cba"]}""").Calls![0].Expected.GetString());
        Assert.Equal("g", Read("""{"input_output": "{\"fn_name\": \"g\", \"inputs\": [[1]], \"outputs\": [1]}"}""").EntryPoint);
        Assert.Equal("B = 7", Read("""{"test_list": ["assert f(B)"], "test_setup_code": "B = 7"}""").Setup);
        Assert.Equal("1\n", Assert.Single(Read("""[{"input": "1\n", "output": "2\n", "testtype": "stdin"}]""").Cases!).Input);
        Assert.Equal("h", Read("""[{"input": "1", "output": "2", "testtype": "functional", "metadata": {"func_name": "h"}}]""").EntryPoint);
        Assert.Throws<JsonException>(() => Read("""[{"input": "1", "output": "2", "testtype": "functional"}]"""));
    }
}
