using System.Numerics;

using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>Values that are fractions, computed exactly while they are small enough to write down.</summary>
internal sealed class ExactEvaluator(Budget budget, WholeNumbers numbers, BoundIndices indices)
{
    private const int MostTerms = 400;
    private const int LargestMatrix = 8;
    private static readonly Node Hundred = Node.OfNumber(100);

    /// <summary>The exact value of an expression that is a fraction and small enough to write down.</summary>
    public bool TryRational(Node node, out Rational value)
    {
        budget.Spend(1);
        value = default;
        switch (node.Kind)
        {
            case NodeKind.Number or NodeKind.BasedNumber:
                value = node.Value;
                budget.Spend((int)(value.Bits / 512));
                return true;
            case NodeKind.Symbol:
                return indices.TryGet(node.Name, out value);
            case NodeKind.Add:
                return TrySum(node.Items, out value);
            case NodeKind.Multiply:
                return TryProduct(node.Items, out value);
            case NodeKind.Power:
                return TryPower(node, out value);
            case NodeKind.Percent:
                return TryQuotient(node[0], Hundred, out value);
            case NodeKind.Factorial:
                return TryRational(node[0], out var n) && numbers.TryFactorial(n, 1, out value);
            case NodeKind.Call:
                return TryCall(node, out value);
            case NodeKind.Big:
                return TrySeries(node, out value);
            case NodeKind.Ratio when node.Items.Length == 2:
                return TryQuotient(node[0], node[1], out value);
            default:
                return false;
        }
    }

    private bool TrySum(Node[] items, out Rational value)
    {
        value = Rational.Zero;
        foreach (var item in items)
        {
            if (!TryRational(item, out var term))
            {
                return false;
            }

            value += term;
            numbers.Charge(value);
        }

        return true;
    }

    private bool TryProduct(Node[] items, out Rational value)
    {
        // Reduced once, at the end: a greatest common divisor costs more than all the products.
        value = default;
        var (top, bottom) = (BigInteger.One, BigInteger.One);
        foreach (var item in items)
        {
            if (!TryRational(item, out var factor))
            {
                return false;
            }

            top *= factor.Numerator;
            bottom *= factor.Denominator;
            numbers.Charge(top.GetBitLength() + bottom.GetBitLength());
        }

        value = Rational.Of(top, bottom);
        return true;
    }

    private bool TryQuotient(Node dividend, Node divisor, out Rational value)
    {
        value = default;
        if (!TryRational(dividend, out var top) || !TryRational(divisor, out var bottom) || bottom.IsZero)
        {
            return false;
        }

        value = top / bottom;
        return true;
    }

    private bool TryPower(Node node, out Rational value)
    {
        value = default;
        if (!TryRational(node[1], out var exponent) || !TryRational(node[0], out var b))
        {
            return false;
        }

        if (!exponent.IsInteger)
        {
            // 8^{1/3}, 4^{3/2}
            return exponent.Denominator <= 64 && exponent.Bits < 40 && numbers.TryRoot(b, (int)exponent.Denominator, out var root) && numbers.TryWholePower(root, exponent.Numerator, out value);
        }

        return numbers.TryWholePower(b, exponent.Numerator, out value);
    }

    private bool TryCall(Node node, out Rational value)
    {
        value = default;
        if (node.Name is "sin" or "cos" or "tan" or "ln" or "log" && node.Items.Length == 1)
        {
            return false;
        }

        if (node.Name == "det")
        {
            return TryDeterminant(node[0], out value);
        }

        var arguments = new Rational[node.Items.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            if (!TryRational(node[i], out arguments[i]))
            {
                return false;
            }
        }

        return arguments.Length > 0 && TryCall(node.Name, arguments, out value);
    }

    private bool TryCall(string name, Rational[] arguments, out Rational value)
    {
        var first = arguments[0];
        value = default;
        switch (name)
        {
            case "abs":
                value = first.Abs();
                return true;
            case "floor":
                value = new Rational(first.Floor());
                return true;
            case "ceil":
                value = new Rational(-(-first).Floor());
                return true;
            case "sgn":
                value = new Rational(first.Sign);
                return true;
            case "sqrt":
                return numbers.TryRoot(first, 2, out value);
            case "root":
                return arguments[1] is { IsInteger: true, Sign: > 0 } index && index.Numerator <= 64 && numbers.TryRoot(first, (int)index.Numerator, out value);
            case "doublefactorial":
                return numbers.TryFactorial(first, 2, out value);
            case "max" or "min":
                value = Extreme(arguments, greatest: name == "max");
                return true;
            case "digits":
                value = arguments.Aggregate(Rational.Zero, static (number, digit) => (number * new Rational(10)) + digit);
                return true;
            case "gcd" or "lcm":
                return TryDivisor(name == "gcd", arguments, out value);
            case "mod":
                value = arguments[1].Sign > 0 ? first - (arguments[1] * new Rational((first / arguments[1]).Floor())) : default;
                return arguments[1].Sign > 0;
            case "binom":
                return numbers.TryBinomial(first, arguments[1], out value);
            default:
                return false;
        }
    }

    private static Rational Extreme(Rational[] arguments, bool greatest)
    {
        var value = arguments[0];
        foreach (var argument in arguments)
        {
            value = (Rational.Compare(argument, value) > 0) == greatest ? argument : value;
        }

        return value;
    }

    // The greatest common divisor, or the least common multiple.
    public static bool TryDivisor(bool greatest, Rational[] arguments, out Rational value)
    {
        value = default;
        var result = BigInteger.Zero;
        foreach (var argument in arguments)
        {
            if (!argument.IsInteger)
            {
                return false;
            }

            var gcd = BigInteger.GreatestCommonDivisor(result, argument.Numerator);
            result = greatest ? gcd : result.IsZero ? argument.Numerator : gcd.IsZero ? BigInteger.Zero : result / gcd * argument.Numerator;
        }

        value = new Rational(BigInteger.Abs(result));
        return true;
    }

    private bool TryDeterminant(Node matrix, out Rational value)
    {
        value = default;
        var size = (int)Math.Sqrt(matrix.Items.Length);
        if (matrix.Kind != NodeKind.Matrix || size * size != matrix.Items.Length || size > LargestMatrix)
        {
            return false;
        }

        var cells = new Rational[size, size];
        for (var i = 0; i < matrix.Items.Length; i++)
        {
            if (!TryRational(matrix[i], out cells[i / size, i % size]))
            {
                return false;
            }
        }

        value = Determinant.Of(cells, budget);
        return true;
    }

    /// <summary>The first and the last index of a sum or product; false when they are not whole numbers or too far apart.</summary>
    public bool SeriesBounds(Node node, out int low, out int high)
    {
        low = high = 0;
        if (node.Name is not ("sum" or "prod") || node[0].Name.Length == 0 || !TryRational(node[1], out var from) || !TryRational(node[2], out var to) || !from.IsInteger || !to.IsInteger)
        {
            return false;
        }

        if (from.Bits > 30 || to.Bits > 30 || to.Numerator - from.Numerator > MostTerms)
        {
            return false;
        }

        low = (int)from.Numerator;
        high = (int)to.Numerator;
        return true;
    }

    private bool TrySeries(Node node, out Rational value)
    {
        value = default;
        if (!SeriesBounds(node, out var low, out var high))
        {
            return false;
        }

        var name = node[0].Name;
        var total = node.Name == "sum" ? Rational.Zero : Rational.One;
        var found = indices.Each(name, low, high, k =>
        {
            if (!TryRational(name == "i" ? Rewriting.Replace(BoundIndices.WithIndexI(node[3]), name, Node.OfNumber(k)) : node[3], out var term))
            {
                return false;
            }

            total = node.Name == "sum" ? total + term : total * term;
            numbers.Charge(total);
            return true;
        });
        value = total;
        return found;
    }
}
