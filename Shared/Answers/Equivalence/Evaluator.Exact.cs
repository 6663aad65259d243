using System.Numerics;

using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <content>Values that are fractions, computed exactly while they are small enough to write down.</content>
internal sealed partial class Evaluator
{
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
                return _bound.TryGetValue(node.Name, out value);
            case NodeKind.Add:
                value = Rational.Zero;
                foreach (var item in node.Items)
                {
                    if (!TryRational(item, out var term))
                    {
                        return false;
                    }

                    value += term;
                    Charge(value);
                }

                return true;
            case NodeKind.Multiply:
                value = Rational.One;
                foreach (var item in node.Items)
                {
                    if (!TryRational(item, out var factor))
                    {
                        return false;
                    }

                    value *= factor;
                    Charge(value);
                }

                return true;
            case NodeKind.Power:
                return TryPower(node, out value);
            case NodeKind.Percent:
                if (!TryRational(node[0], out var percent))
                {
                    return false;
                }

                value = percent / new Rational(100);
                return true;
            case NodeKind.Factorial:
                return TryRational(node[0], out var n) && TryFactorial(n, 1, out value);
            case NodeKind.Call:
                return TryCall(node, out value);
            case NodeKind.Big:
                return TrySeries(node, out value);
            case NodeKind.Ratio when node.Items.Length == 2:
                if (!TryRational(node[0], out var top) || !TryRational(node[1], out var bottom) || bottom.IsZero)
                {
                    return false;
                }

                value = top / bottom;
                return true;
            default:
                return false;
        }
    }

    private void Charge(Rational value)
    {
        var bits = value.Bits;
        if (bits > 4 * LargestExactBits)
        {
            throw new BudgetExceededException();
        }

        // Fractions are reduced, which is quadratic in their length.
        budget.Spend((int)((bits / 512) + (bits / 1024 * (bits / 1024) / 2)));
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
            return exponent.Denominator <= 64 && exponent.Bits < 40 && TryRoot(b, (int)exponent.Denominator, out var root) && TryWholePower(root, exponent.Numerator, out value);
        }

        return TryWholePower(b, exponent.Numerator, out value);
    }

    private bool TryWholePower(Rational b, BigInteger exponent, out Rational value)
    {
        value = default;
        if (b.IsZero)
        {
            if (exponent.Sign < 0)
            {
                Undefined = true;
                return false;
            }

            value = exponent.IsZero ? Rational.One : Rational.Zero;
            return true;
        }

        if (b.IsInteger && BigInteger.Abs(b.Numerator).IsOne)
        {
            value = exponent.IsEven ? Rational.One : b;
            return true;
        }

        if (BigInteger.Abs(exponent) > LargestExactBits || b.Bits * (long)BigInteger.Abs(exponent) > LargestExactBits)
        {
            return false;
        }

        value = Rational.Pow(b, (int)exponent);
        Charge(value);
        return true;
    }

    private bool TryRoot(Rational value, int index, out Rational root)
    {
        root = default;
        if (value.Sign < 0 && index % 2 == 0)
        {
            return false;
        }

        if (index == 1)
        {
            root = value;
            return true;
        }

        budget.Spend((int)(value.Bits / 64) + 2);
        if (IntegerRoot(BigInteger.Abs(value.Numerator), index) is { } top && IntegerRoot(value.Denominator, index) is { } bottom)
        {
            root = Rational.Of(value.Sign < 0 ? -top : top, bottom);
            return true;
        }

        return false;
    }

    private static BigInteger? IntegerRoot(BigInteger value, int index)
    {
        if (value.IsZero || value.IsOne)
        {
            return value;
        }

        if (value.GetBitLength() > 4000)
        {
            return null;
        }

        BigInteger root;
        if (index == 2)
        {
            root = Ball.IntegerSqrt(value);
        }
        else
        {
            // Bits are few: bisection on the root's size.
            BigInteger low = 1, high = BigInteger.One << (((int)value.GetBitLength() / index) + 1);
            while (low < high)
            {
                var middle = (low + high + 1) >> 1;
                if (BigInteger.Pow(middle, index) <= value)
                {
                    low = middle;
                }
                else
                {
                    high = middle - 1;
                }
            }

            root = low;
        }

        return BigInteger.Pow(root, index) == value ? root : null;
    }

    private bool TryFactorial(Rational n, int step, out Rational value)
    {
        value = default;
        if (!n.IsInteger || n.Sign < 0 || n.Numerator > LargestExactFactorial)
        {
            return false;
        }

        var count = (int)n.Numerator;
        budget.Spend((count * 2) + 1);
        var product = BigInteger.One;
        for (var k = count; k > 1; k -= step)
        {
            product *= k;
        }

        value = new Rational(product);
        Charge(value);
        return true;
    }

    private bool TryCall(Node node, out Rational value)
    {
        value = default;
        Span<Rational> arguments = new Rational[node.Items.Length];
        if (node.Name is "sin" or "cos" or "tan" or "ln" or "log" && node.Items.Length == 1)
        {
            return false;
        }

        if (node.Name == "det")
        {
            return TryDeterminant(node[0], out value);
        }

        for (var i = 0; i < arguments.Length; i++)
        {
            if (!TryRational(node[i], out arguments[i]))
            {
                return false;
            }
        }

        switch (node.Name)
        {
            case "abs":
                value = arguments[0].Abs();
                return true;
            case "floor":
                value = new Rational(arguments[0].Floor());
                return true;
            case "ceil":
                value = new Rational(-(-arguments[0]).Floor());
                return true;
            case "sgn":
                value = new Rational(arguments[0].Sign);
                return true;
            case "sqrt":
                return TryRoot(arguments[0], 2, out value);
            case "root":
                return arguments[1] is { IsInteger: true, Sign: > 0 } index && index.Numerator <= 64 && TryRoot(arguments[0], (int)index.Numerator, out value);
            case "doublefactorial":
                return TryFactorial(arguments[0], 2, out value);
            case "max":
            case "min":
                value = arguments[0];
                foreach (var argument in arguments)
                {
                    value = (Rational.Compare(argument, value) > 0) == (node.Name == "max") ? argument : value;
                }

                return true;
            case "gcd" or "lcm":
                var result = BigInteger.Zero;
                foreach (var argument in arguments)
                {
                    if (!argument.IsInteger)
                    {
                        return false;
                    }

                    var gcd = BigInteger.GreatestCommonDivisor(result, argument.Numerator);
                    result = node.Name == "gcd" || result.IsZero ? (node.Name == "gcd" ? gcd : argument.Numerator) : gcd.IsZero ? BigInteger.Zero : result / gcd * argument.Numerator;
                }

                value = new Rational(BigInteger.Abs(result));
                return true;
            case "mod":
                if (arguments[1].Sign <= 0)
                {
                    return false;
                }

                value = arguments[0] - (arguments[1] * new Rational((arguments[0] / arguments[1]).Floor()));
                return true;
            case "binom":
                return TryBinomial(arguments[0], arguments[1], out value);
            default:
                return false;
        }
    }

    private bool TryBinomial(Rational n, Rational k, out Rational value)
    {
        value = default;
        if (!n.IsInteger || !k.IsInteger || n.Sign < 0 || k.Sign < 0 || n.Numerator > 1_000_000)
        {
            return false;
        }

        if (k.Numerator > n.Numerator)
        {
            value = Rational.Zero;
            return true;
        }

        var small = (int)BigInteger.Min(k.Numerator, n.Numerator - k.Numerator);
        if (small > 1200)
        {
            return false;
        }

        budget.Spend((small * 4) + 1);
        var result = BigInteger.One;
        for (var i = 1; i <= small; i++)
        {
            result = result * (n.Numerator - small + i) / i;
        }

        value = new Rational(result);
        Charge(value);
        return true;
    }

    private bool TryDeterminant(Node matrix, out Rational value)
    {
        value = default;
        var size = (int)Math.Sqrt(matrix.Items.Length);
        if (matrix.Kind != NodeKind.Matrix || size * size != matrix.Items.Length || size > 8)
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

        value = Rational.One;
        for (var column = 0; column < size; column++)
        {
            var pivot = column;
            while (pivot < size && cells[pivot, column].IsZero)
            {
                pivot++;
            }

            if (pivot == size)
            {
                value = Rational.Zero;
                return true;
            }

            if (pivot != column)
            {
                value = -value;
                for (var k = 0; k < size; k++)
                {
                    (cells[pivot, k], cells[column, k]) = (cells[column, k], cells[pivot, k]);
                }
            }

            value *= cells[column, column];
            for (var row = column + 1; row < size; row++)
            {
                budget.Spend(size);
                var scale = cells[row, column] / cells[column, column];
                for (var k = column; k < size; k++)
                {
                    cells[row, k] -= scale * cells[column, k];
                }
            }
        }

        return true;
    }
}
