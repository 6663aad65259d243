using System.Text.Json;

using Guide.Contracts;
using Guide.DataSets;

namespace Guide.UnitTests.DataSets;

/// <summary>Data sets of programs in their own schemas: what becomes the prompt, the tests, and the reference solutions.</summary>
public sealed class CodeFormatTests
{
    [Theory]
    [InlineData("apps")]
    [InlineData("taco")]
    public void Apps_keeps_its_tests_whether_they_are_an_object_or_a_text(string name)
    {
        var format = DataSetFormats.Find(name)!;
        string[] items =
        [
            """{"problem_id": 7, "question": "Q", "starter_code": "def f(x):", "input_output": "{\"fn_name\": \"f\", \"inputs\": [[1]], \"outputs\": [[2]]}", "solutions": "[\"def f(x): return 2\"]", "difficulty": "easy"}""",
            """{"problem_id": 7, "question": "Q", "starter_code": "def f(x):", "input_output": {"fn_name": "f", "inputs": [[1]], "outputs": [[2]]}, "solutions": ["def f(x): return 2"], "difficulty": "easy"}""",
        ];
        foreach (var item in items.Select(i => JsonSerializer.Deserialize<JsonElement>(i)))
        {
            var prompt = format.Convert(item, "in-1");
            Assert.Equal(($"{name}-7", Domain.Code, "f", "easy"), (prompt.Id, prompt.Domain, prompt.Tests!.Value.GetProperty("fn_name").GetString(), prompt.Difficulty));
            Assert.Contains("def f(x):", prompt.Prompt, StringComparison.Ordinal);
            Assert.Equal(["def f(x): return 2"], format.References(item));
        }
    }

    [Fact]
    public void LiveCodeBench_joins_its_tests_and_names_the_function_in_each()
    {
        var item = JsonSerializer.Deserialize<JsonElement>(
            """{"question_id": "x1", "question_content": "Q", "starter_code": "class Solution:", "metadata": "{\"func_name\": \"g\"}", "public_test_cases": "[{\"input\": \"1\", \"output\": \"2\", \"testtype\": \"functional\"}]", "private_test_cases": [{"input": "3", "output": "4", "testtype": "functional"}]}""");
        var tests = DataSetFormats.Find("livecodebench")!.Convert(item, "in-1").Tests!.Value;
        Assert.Equal(["1", "3"], tests.EnumerateArray().Select(t => t.GetProperty("input").GetString()));
        Assert.All(tests.EnumerateArray(), t => Assert.Equal("g", t.GetProperty("fn_name").GetString()));
        var packed = JsonSerializer.Deserialize<JsonElement>("""{"question_content": "Q", "private_test_cases": "eJxTYABK"}""");
        Assert.Contains("packed", Assert.Throws<FormatException>(() => DataSetFormats.Find("deepcoder")!.Convert(packed, "in-1")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void KodCode_becomes_a_pytest_file_and_shows_the_declaration()
    {
        var format = DataSetFormats.Find("kodcode")!;
        var item = JsonSerializer.Deserialize<JsonElement>(
            """{"question_id": "k", "question": "Q", "solution": "def f(x): return x", "test": "from solution import f", "test_info": [{"function_name": "f", "function_declaration": "def f(x):"}]}""");
        var prompt = format.Convert(item, "in-1");
        Assert.Equal("from solution import f", prompt.Tests!.Value.GetProperty("pytest").GetString());
        Assert.Contains("def f(x):", prompt.Prompt, StringComparison.Ordinal);
        Assert.Equal(["def f(x): return x"], format.References(item));
    }

    [Fact]
    public void HumanEval_and_MBPP_hold_a_reference()
    {
        Assert.Equal(["    return 1"], DataSetFormats.Find("humaneval")!.References(JsonSerializer.Deserialize<JsonElement>("""{"canonical_solution": "    return 1"}""")));
        Assert.Equal(["def f(): pass"], DataSetFormats.Find("mbpp")!.References(JsonSerializer.Deserialize<JsonElement>("""{"code": "def f(): pass"}""")));
        var setup = DataSetFormats.Find("mbpp")!.Convert(JsonSerializer.Deserialize<JsonElement>("""{"text": "T", "test_list": ["assert f()"], "test_setup_code": "B = 7"}"""), "in-1");
        Assert.Equal("B = 7", setup.Tests!.Value.GetProperty("imports")[0].GetString());
    }
}
