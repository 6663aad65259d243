using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>
/// Values of expressions: exact fractions where they are fractions, else balls of a chosen precision, with free variables at fixed pseudo-random points.
/// What cannot be computed (an integral, an unknown function) counts as one more variable, named by its canonical form.
/// </summary>
internal sealed partial class Evaluator(Budget budget, bool naturalLog)
{
    private const long LargestExactBits = 24_000;
    private const int LargestExactFactorial = 1_000;
    private const int MostTerms = 400;
    private readonly Dictionary<string, Rational> _bound = [];

    /// <summary>True when the last exact evaluation met a division by zero.</summary>
    public bool Undefined { get; private set; }

    /// <summary>Free variables take whole values of 3 and more (factorials and binomials want them).</summary>
    public bool IntegerPoints { get; set; }

    /// <summary>The expression has steps (floors, remainders): variables range wide, on and between the whole numbers, and the letters of counts take whole values.</summary>
    public bool Stepped { get; set; }

    /// <summary>The value at a point; false when it has none there (a pole, a logarithm of 0) or is no number.</summary>
    public bool TryValue(Node node, int point, int precision, out Complex value)
    {
        try
        {
            return Value(node, point, precision, out value);
        }
        catch (ArithmeticException)
        {
            value = default;
            return false;
        }
    }

    private bool Value(Node node, int point, int p, out Complex value)
    {
        budget.Spend(3 + (p / 128));
        value = default;
        switch (node.Kind)
        {
            case NodeKind.Number or NodeKind.BasedNumber:
                budget.Spend((int)(node.Value.Bits / 128));
                value = Complex.Real(Ball.Of(node.Value, p));
                return true;
            case NodeKind.Constant:
                switch (node.Name)
                {
                    case "pi":
                        value = Complex.Real(Elementary.Pi(p).Round(p));
                        return true;
                    case "e":
                        value = Complex.Real(Elementary.Exp(Ball.One, p, budget));
                        return true;
                    case "i":
                        value = Complex.I;
                        return true;
                    default:
                        return false;
                }

            case NodeKind.Symbol:
                value = _bound.TryGetValue(node.Name, out var bound) ? Complex.Real(Ball.Of(bound, p)) : Complex.Real(Free(node.Name, point));
                return true;
            case NodeKind.Add:
                value = Complex.Zero;
                foreach (var item in node.Items)
                {
                    if (!Value(item, point, p, out var term))
                    {
                        return false;
                    }

                    value = Complex.Add(value, term, p);
                }

                return true;
            case NodeKind.Multiply:
                value = Complex.One;
                foreach (var item in node.Items)
                {
                    // a/b in one division: no reciprocal is rounded.
                    var inverse = item.Kind == NodeKind.Power && ReferenceEquals(item[1], Node.MinusOne);
                    if (!Value(inverse ? item[0] : item, point, p, out var factor))
                    {
                        return false;
                    }

                    value = inverse ? Complex.Divide(value, factor, p) : Complex.Multiply(value, factor, p);
                }

                return true;
            case NodeKind.Power:
                return Raise(node, point, p, out value);
            case NodeKind.Percent:
                if (!Value(node[0], point, p, out value))
                {
                    return false;
                }

                value = Complex.Divide(value, Complex.Real(Ball.Of(100)), p);
                return true;
            case NodeKind.Degree:
                if (!Value(node[0], point, p, out value))
                {
                    return false;
                }

                value = Complex.Divide(Complex.Multiply(value, Complex.Real(Elementary.Pi(p)), p), Complex.Real(Ball.Of(180)), p);
                return true;
            case NodeKind.Factorial:
                return Factorial(node, point, p, out value);
            case NodeKind.Ratio when node.Items.Length == 2:
                if (!Value(node[0], point, p, out var top) || !Value(node[1], point, p, out var bottom))
                {
                    return false;
                }

                value = Complex.Divide(top, bottom, p);
                return true;
            case NodeKind.Call:
                return Call(node, point, p, out value);
            case NodeKind.Big:
                return Series(node, point, p, out value);
            default:
                return false;
        }
    }

    // Fixed pseudo-random values, exact in binary: positive at even points, of mixed signs at odd ones.
    private Ball Free(string name, int point)
    {
        var hash = 0xcbf29ce484222325UL ^ ((ulong)(uint)point * 0x9E3779B97F4A7C15UL);
        foreach (var c in name)
        {
            hash = (hash ^ c) * 0x100000001b3UL;
        }

        hash ^= hash >> 31;
        hash *= 0xBF58476D1CE4E5B9UL;
        hash ^= hash >> 29;
        if (IntegerPoints)
        {
            return Ball.Of(3 + (long)(hash % 23));
        }

        if (Stepped)
        {
            var count = name is "n" or "m" or "k" or "i" or "j" or "l" or "p" or "q" or "N" or "M" or "K" or "L";
            if (!count && point % 2 == 1)
            {
                return new Ball(1_048_577 + (long)(hash % 40_000_000), -20, Ball.Exact);
            }

            // Every residue comes up: 1 … 97, each letter in its own stride.
            var letter = 0xcbf29ce484222325UL;
            foreach (var c in name)
            {
                letter = (letter ^ c) * 0x100000001b3UL;
            }

            return Ball.Of(1 + (long)((((ulong)(uint)point * (1 + (letter % 96))) + ((letter >> 20) % 97)) % 97));
        }

        // 0.27 … 2.77, or 0.03 … 0.93 at every third point, in steps of 2^-20.
        var magnitude = point % 3 == 2 ? 31_457 + (long)(hash % 943_718) : 283_115 + (long)(hash % 2_621_440);
        var negative = (point & 1) == 1 && ((hash >> 40) & 1) == 1;
        return new Ball(negative ? -magnitude : magnitude, -20, Ball.Exact);
    }

    private Complex Opaque(Node node, int point) => Complex.Real(Free(Canonical.Of(node, budget), point));
}
