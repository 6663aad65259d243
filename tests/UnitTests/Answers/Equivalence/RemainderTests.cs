using Guide.Answers.Equivalence;
using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

namespace Guide.UnitTests.Answers.Equivalence;

/// <summary>What is left of a difference when like terms are gone.</summary>
public sealed class RemainderTests
{
    [Theory]
    [InlineData("x", "x+10^{-80}")]
    [InlineData("x", "x+e^{-x^2-300}")]
    [InlineData("x", "x+\\frac{1}{x^2+10^{200}}")]
    [InlineData("x", "x(1-e^{-10^9(x^2+1)})")]
    [InlineData("x", "x+\\cos^{10^6}(x)")]
    [InlineData("x+2", "x+2+\\ln(1+e^{-x^2-500})")]
    [InlineData("|x|", "\\sqrt{x^2+10^{-200}}")]
    [InlineData("\\pi", "\\pi+10^{-80}")]
    [InlineData("y=x", "y=x+10^{-80}")]
    [InlineData("x", "x\\tanh(10^3(x^2+1))")]
    [InlineData("x", "x+\\sin^2(\\pi\\cdot2^{100}x)")]
    [InlineData("x", "\\frac{2x}{\\pi}\\arctan(10^{100}(x^2+1))")]
    public void Nothing_is_lost_beside_the_others_however_small(string gold, string said) => Assert.False(AnswerProperties.Same(gold, said));

    [Theory]
    [InlineData("x", "x+\\lfloor\\frac{1}{1+x^2}\\rfloor")]
    [InlineData("x", "x+\\lfloor\\frac{1}{1+(x-3)^2}\\rfloor")]
    [InlineData("x", "x+\\lfloor\\frac{1}{1+(x^2-2)^2}\\rfloor")]
    [InlineData("a+b", "a+b+\\lfloor\\frac{1}{1+(a-b)^2}\\rfloor")]
    [InlineData("a+b", "a+b+\\max(0,a-10^6b^2-10^{20})")]
    [InlineData("x", "x+0^{x^2}")]
    [InlineData("x", "x+\\lfloor\\sin^2 x\\rfloor")]
    [InlineData("n^2", "n^2+\\gcd(n,10^9+7)-1")]
    public void Steps_and_corners_are_tried_where_they_differ(string gold, string said) => Assert.False(AnswerProperties.Same(gold, said));

    [Theory]
    [InlineData("(x+1)^{20}", "(x^2+2x+1)^{10}")]
    [InlineData("\\sin 2x", "2\\sin x\\cos x")]
    [InlineData("\\frac{e^{9x}}{e^{9x}+1}", "\\frac{1}{1+e^{-9x}}")]
    [InlineData("\\lfloor\\frac{n^2}{4}\\rfloor", "\\lfloor\\frac n2\\rfloor\\lceil\\frac n2\\rceil")]
    [InlineData("x", "x+\\lfloor\\frac{1}{2+x^2}\\rfloor")]
    [InlineData("\\max(a,b)", "\\frac{a+b+|a-b|}{2}")]
    [InlineData("\\sin x", "\\sin(x+2\\pi\\cdot10^{30})")]
    public void What_is_equal_stays_so(string gold, string said) => Assert.True(AnswerProperties.Same(gold, said));

    [Theory]
    [InlineData("(x+y)^3", "x^3+3x^2y+3xy^2+y^3", true)]
    [InlineData("\\sqrt2\\cdot\\sqrt2 x", "2x", true)]
    [InlineData("i^2x", "-x", true)]
    [InlineData("x", "x+10^{-80}", false)]
    public void Like_terms_cancel_exactly(string one, string other, bool zero)
    {
        var budget = new Budget(Budget.Default);
        var difference = new NormalForm(new Evaluator(budget, naturalLog: false), budget).Difference(Parser.Parse(one, ParseMode.Math, budget, out _)!, Parser.Parse(other, ParseMode.Math, budget, out _)!);

        Assert.Equal(zero, difference is { IsNumber: true, Value.IsZero: true });
    }
}
