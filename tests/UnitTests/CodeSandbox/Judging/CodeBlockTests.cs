using Guide.CodeSandbox.Judging;

namespace Guide.UnitTests.CodeSandbox;

public sealed class CodeBlockTests
{
    [Theory]
    [InlineData("no code here", null, "")]
    [InlineData("```python\nx = 1\n```", "x = 1\n", "python")]
    [InlineData("```\nx\n```\nthen\n```cpp\ny\n```\nend", "y\n", "cpp")]
    [InlineData("````md\n```\ninner\n```\n````", "```\ninner\n```\n", "md")]
    [InlineData("~~~js\nz\n~~~", "z\n", "js")]
    [InlineData("use ```inline``` code", null, "")]
    [InlineData("```python\ncut off", "cut off\n", "python")]
    [InlineData("```python title=\"a\"\r\nx\r\n```\r\n", "x\n", "python")]
    [InlineData("1. Do:\n\n   ```python\n   if x:\n       y\n  z\n   ```\n", "if x:\n    y\nz\n", "python")]
    [InlineData("\t~~~\n\ta\n\t~~~", "a\n", "")]
    [InlineData("```python\nprint(1)```\nend", "print(1)\n", "python")]
    [InlineData("```python\ndef f():\n    \"\"\"\n    ```\n    f()\n    ```\n    \"\"\"\n    return 1\n```\nend", "def f():\n    \"\"\"\n    ```\n    f()\n    ```\n    \"\"\"\n    return 1\n", "python")]
    [InlineData("```python\nx = \"\"\"a\n```\nend", "x = \"\"\"a\n", "python")]
    public void The_last_fenced_block_is_the_program(string text, string? code, string language)
    {
        var block = (CodeBlock.All(text) is [.., var last] ? last : null);
        Assert.Equal(code, block?.Code);
        Assert.Equal(language, block?.Language ?? "");
    }
}
