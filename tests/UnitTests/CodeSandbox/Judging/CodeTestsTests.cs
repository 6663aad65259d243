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
}
