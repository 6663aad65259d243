using Guide.Answers;
using Guide.Answers.Syntax;

namespace Guide.UnitTests.Answers;

public sealed class RestatementTests
{
    [Theory]
    [InlineData("What is the value of $\\log_3 81$?", "4", "\\log_3(81)")]
    [InlineData("Compute $\\frac15+\\frac17$.", "\\frac{12}{35}", "\\frac{1}{5}+\\frac{1}{7}")]
    [InlineData("Compute $\\frac15+\\frac17$.", "\\frac{12}{35}", "\\frac17+\\frac15")]
    [InlineData("Rationalize the denominator of $\\frac{8}{\\sqrt2}$.", "4\\sqrt2", "\\frac{8}{\\sqrt{2}}")]
    [InlineData("Simplify $\\frac{x^2-16}{x-4}$.", "x+4", "\\left(\\frac{x^2-16}{x-4}\\right)")]
    [InlineData("Simplify\n\\[3x+4-x+5.\\]", "2x+9", "3x+4-x+5")]
    [InlineData("What is the base ten equivalent of $213_5$?", "58", "213_5")]
    [InlineData("Compute $\\sin 210^\\circ$.", "-\\frac12", "\\sin(210^\\circ)")]
    public void The_task_is_no_answer_whatever_its_brackets_and_order(string problem, string gold, string said) => Assert.True(Restatement.Is(problem, gold, said, ParseMode.Math));

    [Theory]
    [InlineData("What is the value of $\\log_3 81$?", "4", "4")]
    [InlineData("Simplify $\\frac{6}{8}$ and write it as $a/b$.", "\\frac{3}{4}", "\\frac34")]
    [InlineData("Factor $x^2-16$.", "(x-4)(x+4)", "(x+4)(x-4)")]
    [InlineData("For which $x$ is $x+1=5$? Find the value of $x$.", "4", "4")]
    [InlineData("Compute $\\frac15+\\frac17$.", "\\frac{12}{35}", "12/35")]
    public void What_is_worked_out_is_no_task(string problem, string gold, string said) => Assert.False(Restatement.Is(problem, gold, said, ParseMode.Math));
}
