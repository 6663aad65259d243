using Guide.CodeSandbox.Judging;

namespace Guide.UnitTests.CodeSandbox;

public sealed class SubmissionTextTests
{
    private const string Prompt = "import math\n\n@cache\ndef f(x):\n    \"doc\"\n";

    [Theory]
    [InlineData("from __future__ import annotations\ndef f(x): return 1", "from __future__ import annotations\nimport math\n\n\ndef f(x): return 1")]
    [InlineData("    def f_of(y): return y\n    return f_of(x)\n", Prompt + "    def f_of(y): return y\n    return f_of(x)\n")]
    [InlineData("    # def f(x): the one above\n    return x\n", Prompt + "    # def f(x): the one above\n    return x\n")]
    [InlineData("f = abs\n", "import math\n\n\nf = abs\n")]
    [InlineData("async def f(x): pass\n", "import math\n\n\nasync def f(x): pass\n")]
    [InlineData("f == 1\n", Prompt + "f == 1\n")]
    public void Code_continues_the_prompt_or_replaces_its_function_without_its_decorators(string code, string submission)
    {
        Assert.Equal(submission, SubmissionText.Of(CodeTests.HumanEval(Prompt, "f", "def check(c): pass"), code));
    }

    [Fact]
    public void Helpers_of_a_prompt_that_does_not_define_the_function_stay()
    {
        var tests = new CodeTests { Kind = CodeTestKind.Function, EntryPoint = "Solution().f", PromptCode = "class P: pass\n", Check = "" };
        Assert.Equal("class P: pass\n\nclass Solution:\n    def f(self): pass", SubmissionText.Of(tests, "class Solution:\n    def f(self): pass"));
    }
}
