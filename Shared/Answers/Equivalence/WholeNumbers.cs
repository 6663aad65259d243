using System.Numerics;

using Guide.Answers.Numbers;

namespace Guide.Answers.Equivalence;

/// <summary>Powers, roots, factorials and binomials of exact numbers, while they are small enough to write down.</summary>
internal sealed class WholeNumbers(Budget budget)
{
    private const long LargestExactBits = 24_000;
    private const int LargestExactFactorial = 1_000;

    /// <summary>Takes what arithmetic on such a value costs.</summary>
    public void Charge(Rational value) => Charge(value.Bits);

    /// <summary>Takes what arithmetic on so many bits costs.</summary>
    public void Charge(long bits)
    {
        if (bits > 4 * LargestExactBits)
        {
            throw new BudgetExceededException();
        }

        // Fractions are reduced, which is quadratic in their length.
        budget.Spend((int)((bits / 512) + (bits / 1024 * (bits / 1024) / 2)));
    }

    public bool TryWholePower(Rational b, BigInteger exponent, out Rational value)
    {
        value = default;
        if (b.IsZero)
        {
            if (exponent.Sign < 0)
            {
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

    public bool TryRoot(Rational value, int index, out Rational root)
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

    public bool TryFactorial(Rational n, int step, out Rational value)
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

    public bool TryBinomial(Rational n, Rational k, out Rational value)
    {
        value = default;
        if (!n.IsInteger || !k.IsInteger || n.Sign < 0 || n.Numerator > 1_000_000)
        {
            return false;
        }

        if (k.Sign < 0 || k.Numerator > n.Numerator)
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
}
