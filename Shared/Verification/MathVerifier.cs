using System.Globalization;
using System.Numerics;

using Guide.Contracts;

namespace Guide.Verification;

/// <summary>Judges mathematical answers. First form: whole numbers, decimals and fractions, exactly; anything else as text without blanks.</summary>
public sealed class MathVerifier : IVerifier
{
    /// <inheritdoc />
    public Domain Domain => Domain.Math;

    /// <inheritdoc />
    public string Version => "math/0";

    /// <inheritdoc />
    public ValueTask<Verdict> JudgeAsync(VerificationCase verificationCase, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(verificationCase);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Judge(verificationCase));
    }

    private static Verdict Judge(VerificationCase verificationCase)
    {
        if (verificationCase.Gold is not { } gold)
        {
            return Verdict.Error("math: the case has no gold answer");
        }

        if (verificationCase.StrictFormat && StrictFormatGate.Refusal(verificationCase.Prediction) is { } refusal)
        {
            return Verdict.FormatError("math: " + refusal);
        }

        var expected = verificationCase.GoldIsText ? Extract(gold) : gold;
        var said = verificationCase.PredictionIsText ? Extract(verificationCase.Prediction) : verificationCase.Prediction;
        if (expected is null)
        {
            return Verdict.Error("math: the gold solution has no answer");
        }

        if (said is null)
        {
            return Verdict.FormatError("math: no answer found");
        }

        var (left, right) = (Parse(expected), Parse(said));
        var equal = left is { } a && right is { } b ? a.Numerator * b.Denominator == b.Numerator * a.Denominator : Bare(expected) == Bare(said);
        return equal ? Verdict.Correct("math: equal") : Verdict.Incorrect("math: different");
    }

    private static string? Extract(string text)
    {
        var boxed = text.LastIndexOf("\\boxed{", StringComparison.Ordinal);
        if (boxed >= 0)
        {
            var start = boxed + "\\boxed{".Length;
            var depth = 1;
            var end = start;
            while (end < text.Length && (depth += text[end] switch { '{' => 1, '}' => -1, _ => 0 }) > 0)
            {
                end++;
            }

            return text[start..end];
        }

        var mark = text.LastIndexOf("####", StringComparison.Ordinal);
        return mark < 0 ? null : text[(mark + 4)..];
    }

    private static string Bare(string answer) => string.Concat(answer.Where(c => !char.IsWhiteSpace(c) && c is not '$' and not ','));

    private static (BigInteger Numerator, BigInteger Denominator)? Parse(string answer)
    {
        var bare = Bare(answer).Replace("\\dfrac", "\\frac", StringComparison.Ordinal).TrimEnd('.');
        if (bare.Length is 0 or > 1000)
        {
            return null;
        }

        var negative = bare[0] == '-';
        bare = negative ? bare[1..] : bare;
        string[] parts = bare.StartsWith("\\frac{", StringComparison.Ordinal) && bare.EndsWith('}')
            ? bare["\\frac{".Length..^1].Split("}{")
            : bare.Split('/');
        if (parts.Length > 2 || Number(parts[0]) is not { } top || Number(parts.Length == 2 ? parts[1] : "1") is not { } bottom || bottom.Numerator.IsZero)
        {
            return null;
        }

        var numerator = top.Numerator * bottom.Denominator;
        return (negative ? -numerator : numerator, top.Denominator * bottom.Numerator);
    }

    private static (BigInteger Numerator, BigInteger Denominator)? Number(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? text : text.Remove(point, 1);
        return BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? (value, BigInteger.Pow(10, point < 0 ? 0 : text.Length - point - 1))
            : null;
    }
}
