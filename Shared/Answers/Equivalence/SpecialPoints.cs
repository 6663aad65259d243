using System.Numerics;

using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

using Complex = Guide.Answers.Numbers.Complex;

namespace Guide.Answers.Equivalence;

/// <summary>
/// Where a step or a corner can differ at one point or far from all others: zeros of the sums inside it, both sides of a corner, angles at which a circular function inside is 0 or ±1, letters that are equal
/// or opposite, small whole numbers for all letters together and for each alone.
/// </summary>
internal sealed class SpecialPoints
{
    private const int MostPoints = 128;
    private const int MostLetters = 4;
    private const int MostSums = 8;
    private const int LargestSmall = 5;
    private const int RandomPoints = 12;
    private const int Precision = 256;
    private static readonly Ball Close = new(1, -15, Ball.Exact);

    private readonly IReadOnlyList<string> _letters;
    private readonly Func<string, bool> _isCount;
    private readonly Func<string, bool> _isPositive;
    private readonly ExactEvaluator _exact;
    private readonly List<Dictionary<string, Ball>> _points = [];

    private SpecialPoints(ExpressionTraits traits, ExactEvaluator exact, Func<string, bool> isCount, Func<string, bool> isPositive)
    {
        (_letters, _exact, _isCount, _isPositive) = ([.. traits.Letters.Take(MostLetters)], exact, isCount, isPositive);
        for (var value = -LargestSmall; value <= LargestSmall; value++)
        {
            Add(_ => Ball.Of(value));
        }

        foreach (var (sum, isAngle) in Sums(traits.Inner))
        {
            Zeros(sum, isAngle);
        }

        Equals();

        for (var value = -LargestSmall; value <= LargestSmall && _letters.Count > 1; value++)
        {
            foreach (var letter in _letters)
            {
                Add(name => name == letter ? Ball.Of(value) : Generic(name));
            }
        }

        for (var i = 0; i < RandomPoints && _letters.Count > 1; i++)
        {
            var place = i;
            Add(name => Ball.Of(((((place * 7) + 3) * (IndexOf(name) + 2) * 31 / 3) % ((2 * LargestSmall) + 1)) - LargestSmall));
        }
    }

    /// <summary>The points for a pair of expressions, each a value for every letter.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, Ball>> Of(ExpressionTraits traits, ExactEvaluator exact, Func<string, bool> isCount, Func<string, bool> isPositive) => new SpecialPoints(traits, exact, isCount, isPositive)._points;

    private int IndexOf(string name)
    {
        for (var i = 0; i < _letters.Count; i++)
        {
            if (_letters[i] == name)
            {
                return i;
            }
        }

        return _letters.Count;
    }

    private Ball Generic(string name) => _isCount(name) ? Ball.Of(2 + IndexOf(name)) : new Ball(1_436_549L + (115_343L * IndexOf(name)), -20, Ball.Exact);

    // A count is whole and not negative; a positive letter is positive.
    private void Add(Func<string, Ball> value)
    {
        if (_points.Count >= MostPoints)
        {
            return;
        }

        var point = new Dictionary<string, Ball>(StringComparer.Ordinal);
        foreach (var letter in _letters)
        {
            var ball = value(letter);
            if ((_isPositive(letter) && ball.Sign <= 0) || (_isCount(letter) && (ball.Sign < 0 || Complex.Real(ball).AsWhole() is not { IsInteger: true })))
            {
                return;
            }

            point[letter] = ball;
        }

        _points.Add(point);
    }

    private void Equals()
    {
        for (var i = 0; i < _letters.Count; i++)
        {
            for (var j = i + 1; j < _letters.Count; j++)
            {
                var (one, other) = (_letters[i], _letters[j]);
                Add(name => Generic(name == other ? one : name));
                Add(name => name == other ? -Generic(one) : Generic(name));
            }
        }
    }

    // The sums within, and what stands under a sine or cosine.
    private static IEnumerable<(Node Sum, bool IsAngle)> Sums(IReadOnlyList<Node> inner)
    {
        var found = new List<(Node Sum, bool IsAngle)>();
        void Look(Node node)
        {
            if (found.Count >= MostSums)
            {
                return;
            }

            if (node.Kind == NodeKind.Add && Rewriting.HasSymbols(node))
            {
                found.Add((node, false));
            }
            else if (node is { Kind: NodeKind.Call, Name: "sin" or "cos" or "tan" or "cot" } && Rewriting.HasSymbols(node))
            {
                found.Add((node[0], true));
            }

            foreach (var item in node.Items)
            {
                Look(item);
            }
        }

        foreach (var node in inner)
        {
            Look(node);
        }

        return found;
    }

    // Where a sum that is linear or quadratic in a letter vanishes, the others at values of their own; and on both sides of that place.
    private void Zeros(Node sum, bool isAngle)
    {
        foreach (var letter in _letters)
        {
            var line = sum;
            foreach (var other in _letters)
            {
                line = other == letter ? line : Rewriting.Replace(line, other, Node.OfNumber(Fraction(Generic(other))));
            }

            Rational? At(int x) => _exact.TryRational(Rewriting.Replace(line, letter, Node.OfNumber(x)), out var value) && value.Bits < 2_000 ? value : null;
            if (At(0) is not { } f0 || At(1) is not { } f1 || At(2) is not { } f2 || At(-1) is not { } back)
            {
                continue;
            }

            var (slope, bend) = (f1 - f0, f2 - f1 - f1 + f0);
            if (bend.IsZero && !slope.IsZero && slope == f0 - back)
            {
                Line(letter, f0, slope, isAngle);
            }
            else if (!isAngle && !bend.IsZero && f1 + back - f0 - f0 == bend)
            {
                Parabola(letter, f0, slope - (bend / new Rational(2)), bend / new Rational(2));
            }
        }
    }

    private void Line(string letter, Rational rest, Rational slope, bool isAngle)
    {
        if (!isAngle)
        {
            Around(letter, Ball.Of(-rest / slope, Precision));
            return;
        }

        for (var quarter = -2; quarter <= 4; quarter++)
        {
            var angle = Ball.Multiply(Elementary.Pi(Precision), Ball.Of(Rational.Of(quarter, 2), Precision), Precision);
            var value = Ball.Divide(Ball.Subtract(angle, Ball.Of(rest, Precision), Precision), Ball.Of(slope, Precision), Precision);
            Beside(letter, value);
        }
    }

    private void Parabola(string letter, Rational c, Rational b, Rational a)
    {
        var middle = -b / (a + a);
        Around(letter, Ball.Of(middle, Precision));
        var discriminant = (b * b) - (new Rational(4) * a * c);
        if (discriminant.Sign > 0)
        {
            var half = Ball.Divide(Ball.Sqrt(Ball.Of(discriminant, Precision), Precision), Ball.Of(a + a, Precision), Precision);
            Around(letter, Ball.Add(Ball.Of(middle, Precision), half, Precision));
            Around(letter, Ball.Subtract(Ball.Of(middle, Precision), half, Precision));
        }
    }

    private void Around(string letter, Ball zero)
    {
        Beside(letter, zero);
        var step = Ball.Add(Ball.One, zero.Sign < 0 ? (-zero).ScaleB(-3) : zero.ScaleB(-3), Precision);
        foreach (var value in (ReadOnlySpan<Ball>)[Ball.Add(zero, step, Precision), Ball.Subtract(zero, step, Precision)])
        {
            var ball = value;
            Add(name => name == letter ? ball : Generic(name));
        }
    }

    // There, and so close by that what steps there has hardly moved.
    private void Beside(string letter, Ball zero)
    {
        foreach (var value in (ReadOnlySpan<Ball>)[zero, Ball.Add(zero, Close, Precision), Ball.Subtract(zero, Close, Precision)])
        {
            var ball = value;
            Add(name => name == letter ? ball : Generic(name));
        }
    }

    private static Rational Fraction(Ball ball) => ball.Exponent >= 0 ? new Rational(ball.Mantissa << (int)ball.Exponent) : Rational.Of(ball.Mantissa, BigInteger.One << (int)-ball.Exponent);
}
