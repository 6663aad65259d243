using System.Numerics;

using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

using Complex = Guide.Answers.Numbers.Complex;

namespace Guide.Answers.Equivalence;

/// <summary>What is written behind "≈": the value to the digits that are given. 1/3 ≈ 0.33, but 1/3 ≈ 0.5 contradicts itself.</summary>
internal static class Rounding
{
    private const int Precision = 96;

    // Cut off instead of rounded: only behind the point, and not of the first digit.
    private const int FewestDigitsOfACut = 2;

    /// <summary>True when the second is the first, rounded or cut to its digits; an expression with a decimal in it is within one part in a hundred.</summary>
    public static bool IsOf(Node exact, Node rounded, Budget budget)
    {
        rounded = rounded.Kind == NodeKind.Quantity ? rounded[0] : rounded;
        if (Step(rounded) is not { } step)
        {
            return rounded.Any(static item => Scalars.DecimalPlaces(item) > 0) && Within(exact, rounded, null, budget);
        }

        return Within(exact, rounded, step, budget);
    }

    // One unit of the last digit; null where the node is no literal. The zeros at the end of 12,300 are no digits of it.
    private static Rational? Step(Node rounded)
    {
        if (rounded.Kind is NodeKind.Percent)
        {
            return Step(rounded[0]) is { } of ? of / new Rational(100) : null;
        }

        if (Scalars.DecimalPlaces(rounded) is { } places)
        {
            return Math.Abs(places) < 200 ? Rational.Pow(new Rational(10), -places) : null;
        }

        if (!rounded.IsNumber || !rounded.Value.IsInteger || rounded.Value.Bits > 400)
        {
            return null;
        }

        var (digits, step) = (BigInteger.Abs(rounded.Value.Numerator), BigInteger.One);
        while (digits > 99 && (digits % 10).IsZero)
        {
            (digits, step) = (digits / 10, step * 10);
        }

        return new Rational(step);
    }

    private static bool Within(Node exact, Node rounded, Rational? step, Budget budget)
    {
        foreach (var naturalLog in (ReadOnlySpan<bool>)[false, true])
        {
            var evaluator = new Evaluator(budget, naturalLog);
            if (!evaluator.TryValue(exact, 0, Precision, out var a) || !evaluator.TryValue(rounded, 0, Precision, out var b) || !a.MayBeReal || !b.MayBeReal)
            {
                return false;
            }

            var difference = Ball.Subtract(a.Re, b.Re, Precision);
            var cut = step is { } unit && Rational.Compare(unit * new Rational(FewestDigitsOfACut * 5), Rational.One) < 0 && difference.Sign == b.Re.Sign;
            var allowed = step is { } last ? Ball.Of(cut ? last : last * Rational.Of(1, 2), Precision) : Ball.Multiply(Size(a.Re), Ball.Of(Rational.Of(1, 100), Precision), Precision);
            if (Ball.Subtract(Size(difference), allowed, Precision) is var excess && (excess.MayBeZero || excess.Sign < 0))
            {
                return true;
            }
        }

        return false;
    }

    private static Ball Size(Ball value) => value.Sign < 0 ? -value : value;
}
