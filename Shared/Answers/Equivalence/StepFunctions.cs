using System.Numerics;

using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

using Complex = Guide.Answers.Numbers.Complex;

namespace Guide.Answers.Equivalence;

/// <summary>Functions with steps and of whole numbers: exact, or one more variable.</summary>
internal sealed class StepFunctions(IBallValues values, ExactEvaluator exact, WholeNumbers numbers, SamplePoints points, Spread spread)
{
    private const int WidestError = -30;
    private const int Large = 30;

    public static bool Has(string name) => name is "floor" or "ceil" or "mod" or "gcd" or "lcm" or "binom" or "det" or "doublefactorial" or "sgn";

    public bool Discrete(Node node, int point, int p, out Complex value)
    {
        value = default;
        if (exact.TryRational(node, out var rational))
        {
            value = Complex.Real(Ball.Of(rational, p));
            return true;
        }

        return node.Name switch
        {
            "floor" or "ceil" or "sgn" when values.Value(node[0], point, p, out var x) && x.IsReal => Step(node.Name, x.Re, p, out value),
            "binom" when values.Value(node[0], point, p, out var n) && values.Value(node[1], point, p, out var k) && n.AsWhole() is { } whole && k.AsWhole() is { } chosen && numbers.TryBinomial(whole, chosen, out rational) => Known(rational, p, out value),
            "binom" when !Rewriting.HasSymbols(node) => values.Value(Factorials(node), point, p, out value),
            "mod" when values.Value(node[0], point, p, out var n) && values.Value(node[1], point, p, out var k) && n.AsWhole() is { } top && k.AsWhole() is { Sign: > 0 } bottom => Known(top - (bottom * new Rational((top / bottom).Floor())), p, out value),
            "gcd" or "lcm" when Wholes(node, point, p) is { } wholes && ExactEvaluator.TryDivisor(node.Name == "gcd", wholes, out rational) => Known(rational, p, out value),
            _ => Unknown(node, point, out value),
        };
    }

    // The arguments where they all are whole numbers.
    private Rational[]? Wholes(Node node, int point, int p)
    {
        var wholes = new Rational[node.Items.Length];
        for (var i = 0; i < wholes.Length; i++)
        {
            if (!values.Value(node[i], point, p, out var value) || value.AsWhole() is not { } whole)
            {
                return null;
            }

            wholes[i] = whole;
        }

        return wholes;
    }

    private static bool Known(Rational rational, int p, out Complex value)
    {
        value = Complex.Real(Ball.Of(rational, p));
        return true;
    }

    private bool Unknown(Node node, int point, out Complex value)
    {
        value = points.Opaque(node, point);
        return true;
    }

    // C(n, k) = n!/(k!(n−k)!) by Stirling.
    private static Node Factorials(Node node) => Node.Divide(Node.Of(NodeKind.Factorial, node[0]), Node.Multiply(Node.Of(NodeKind.Factorial, node[1]), Node.Of(NodeKind.Factorial, Node.Subtract(node[0], node[1]))));

    private bool Step(string name, Ball ball, int p, out Complex value)
    {
        value = default;
        if (ball.Magnitude > Large)
        {
            // A step of something large changes little.
            spread.Note(2 * ball.Magnitude);
        }

        if (ball.ErrorExponent > WidestError)
        {
            // Known too vaguely to be rounded.
            return false;
        }

        if (name == "sgn")
        {
            value = Complex.Real(Ball.Of(ball.MayBeZero ? 0 : ball.Sign));
            return true;
        }

        if (ball.Magnitude > p - 10)
        {
            return false;
        }

        // A whole number known only within a bound: take the nearest.
        var floor = ball.ToFixed(40) >> 40;
        var nearest = (ball.ToFixed(40) + (BigInteger.One << 39)) >> 40;
        var isWhole = Ball.Subtract(ball, new Ball(nearest, 0, Ball.Exact), p).MayBeZero;
        value = Complex.Real(Ball.Of(isWhole ? nearest : name == "floor" ? floor : floor + 1, p));
        return true;
    }
}
