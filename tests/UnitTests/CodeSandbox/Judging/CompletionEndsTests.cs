using Guide.CodeSandbox.Judging;

namespace Guide.UnitTests.CodeSandbox;

public sealed class CompletionEndsTests
{
    [Theory]
    [InlineData("<think>maybe ```python\nx```</think>\nA", "\nA")]
    [InlineData("maybe</think>A", "A")]
    [InlineData("<think>never closed", "")]
    [InlineData("<think>a</think><reason>b</reason>C", "C")]
    [InlineData("print('<think>')", "print('<think>')")]
    [InlineData("```\nA\n```<|im_end|>", "```\nA\n```")]
    [InlineData("```\nA\n```</s>\nmore", "```\nA\n```")]
    [InlineData("print('</s>') # x", "print('</s>') # x")]
    [InlineData("\uFEFFA", "A")]
    [InlineData("A", "A")]
    public void Reasoning_and_what_the_chat_writes_are_cut(string text, string left) => Assert.Equal(left, CompletionEnds.Cut(text));
}
