using Guide.CodeSandbox.Judging;

namespace Guide.UnitTests.CodeSandbox;

public sealed class OutputComparerTests
{
    [Theory]
    [InlineData("1 2\n3\n", "1  2 3", OutputComparison.Tokens, true)]
    [InlineData("1 2", "1 2 3", OutputComparison.Tokens, false)]
    [InlineData("1 2 3", "1 2", OutputComparison.Tokens, false)]
    [InlineData("1.0", "1.00", OutputComparison.Tokens, false)]
    [InlineData("Yes", "yes", OutputComparison.Tokens, false)]
    [InlineData("1.0", "1.00", OutputComparison.Numeric, true)]
    [InlineData("1.0", "1.0000009", OutputComparison.Numeric, true)]
    [InlineData("1.0", "1.0000011", OutputComparison.Numeric, false)]
    [InlineData("1000000", "1000000.9", OutputComparison.Numeric, false)]
    [InlineData("1000000", "1000000.0", OutputComparison.Numeric, true)]
    [InlineData("1000000", "1e6", OutputComparison.Tokens, true)]
    [InlineData("1000000", "1e999999999", OutputComparison.Tokens, false)]
    [InlineData("2", "2.0", OutputComparison.Tokens, true)]
    [InlineData("2", "2.0", OutputComparison.Exact, false)]
    [InlineData("2", "2.0000000001", OutputComparison.Numeric, false)]
    [InlineData("2.0", "2", OutputComparison.Numeric, true)]
    [InlineData("2.000000", "2", OutputComparison.Numeric, true)]
    [InlineData("2.000001", "2", OutputComparison.Numeric, false)]
    [InlineData("0.333333", "0.3333333333333333", OutputComparison.Numeric, true)]
    [InlineData("0.333333", "0.3333336", OutputComparison.Numeric, false)]
    [InlineData("0.3", "0.3333", OutputComparison.Numeric, false)]
    [InlineData("2.0", "2", OutputComparison.Tokens, false)]
    [InlineData("0101", "101.0", OutputComparison.Numeric, false)]
    [InlineData("1000000.0", "1000000.9", OutputComparison.Numeric, true)]
    [InlineData("0.00000032", "0.0", OutputComparison.Numeric, false)]
    [InlineData("0.00000032", "0.0000003200001", OutputComparison.Numeric, true)]
    [InlineData("0.0", "1e-17", OutputComparison.Numeric, true)]
    [InlineData("0.0", "-0.0", OutputComparison.Numeric, true)]
    [InlineData("0.0", "0.0000009", OutputComparison.Numeric, false)]
    [InlineData("0.5", "0.5000009", OutputComparison.Numeric, false)]
    [InlineData("a b", "a\u00a0b", OutputComparison.Tokens, false)]
    [InlineData("a b", "a\u2028b", OutputComparison.Tokens, false)]
    [InlineData("a b", "a\u3000 b", OutputComparison.Exact, false)]
    [InlineData("a", "a\u3000", OutputComparison.Exact, false)]
    [InlineData("a b", "\ta\v\fb\r\n", OutputComparison.Tokens, true)]
    [InlineData("1000000", "1000001.1", OutputComparison.Numeric, false)]
    [InlineData("1000000", "1000001", OutputComparison.Numeric, false)]
    [InlineData("123456789012345678901", "123456789012345678902", OutputComparison.Numeric, false)]
    [InlineData("-7", "-07", OutputComparison.Numeric, false)]
    [InlineData("1", "nan", OutputComparison.Numeric, false)]
    [InlineData("1", "inf", OutputComparison.Numeric, false)]
    [InlineData("nan", "nan", OutputComparison.Numeric, true)]
    [InlineData("a 1.0", "b 1.0", OutputComparison.Numeric, false)]
    [InlineData("a\n b\n", "a  \n b\n\n", OutputComparison.Exact, true)]
    [InlineData("a\n b\n", "a\nb\n", OutputComparison.Exact, false)]
    [InlineData("a\nb", "a b", OutputComparison.Exact, false)]
    [InlineData("", "", OutputComparison.Exact, true)]
    [InlineData("", "x", OutputComparison.Tokens, false)]
    public void Outputs_agree_as_their_comparison_says(string expected, string actual, OutputComparison comparison, bool agree)
    {
        Assert.Equal(agree, OutputComparer.Difference(expected, actual, comparison, 1e-6) is null);
    }

    [Theory]
    [InlineData("YES", "Yes", OutputComparison.Tokens)]
    [InlineData("YES\nno", "yes\nNO", OutputComparison.Exact)]
    public void Letters_of_both_cases_are_one_where_the_problem_says_so(string expected, string actual, OutputComparison comparison)
    {
        Assert.Null(OutputComparer.Difference(expected, actual, comparison, 0, ignoreCase: true));
        Assert.NotNull(OutputComparer.Difference(expected, actual, comparison, 0));
        Assert.NotNull(OutputComparer.Difference(expected, actual + "x", comparison, 0, ignoreCase: true));
    }

    [Fact]
    public void A_difference_never_tells_the_expected_value()
    {
        Assert.DoesNotContain("swordfish", OutputComparer.Difference("swordfish", "x", OutputComparison.Tokens, 0), StringComparison.Ordinal);
        Assert.DoesNotContain("swordfish", OutputComparer.Difference("swordfish", "x", OutputComparison.Exact, 0), StringComparison.Ordinal);
    }
}
