using System.Numerics;

namespace Guide.Answers.Numbers;

/// <summary>
/// A real number known within a bound: Mantissa·2^Exponent ± 2^ErrorExponent. Every operation widens the bound by what it rounds, so two balls that do not
/// overlap are different numbers whatever their size: nothing is ever rounded to a fixed number of places.
/// </summary>
internal readonly struct Ball
{
    private const int FirstBits = 104;
    private const int SpareBits = 4;

    /// <summary>The error exponent of an exact value.</summary>
    public const long Exact = long.MinValue / 4;

    /// <summary>Beyond 2^±this the value is given up.</summary>
    private const long LargestExponent = 1L << 48;

    public Ball(BigInteger mantissa, long exponent, long error)
    {
        Mantissa = mantissa;
        Exponent = exponent;
        ErrorExponent = error;
    }

    public static Ball Zero => new(BigInteger.Zero, 0, Exact);

    public static Ball One => new(BigInteger.One, 0, Exact);

    public BigInteger Mantissa { get; }

    public long Exponent { get; }

    public long ErrorExponent { get; }

    public bool IsExactZero => Mantissa.IsZero && ErrorExponent <= Exact;

    /// <summary>True when 0 lies within the bound.</summary>
    public bool MayBeZero => Mantissa.IsZero || (ErrorExponent > Exact && Magnitude <= ErrorExponent + 1);

    public int Sign => Mantissa.Sign;

    /// <summary>The smallest k with |value| &lt; 2^k; very small for 0.</summary>
    public long Magnitude => Mantissa.IsZero ? Exact : Exponent + (long)Mantissa.GetBitLength() + (Mantissa.Sign < 0 ? 1 : 0);

    public static Ball Of(long value) => new(value, 0, Exact);

    public static Ball Of(BigInteger value, int precision) => new Ball(value, 0, Exact).Round(precision);

    public static Ball Of(Rational value, int precision)
    {
        if (value.IsInteger)
        {
            return Of(value.Numerator, precision);
        }

        return Divide(Of(value.Numerator, precision), Of(value.Denominator, precision), precision);
    }

    public static Ball operator -(Ball a) => new(-a.Mantissa, a.Exponent, a.ErrorExponent);

    public static Ball Add(Ball a, Ball b, int precision)
    {
        if (a.IsExactZero)
        {
            return b;
        }

        if (b.IsExactZero)
        {
            return a;
        }

        var error = JoinErrors(a.ErrorExponent, b.ErrorExponent);
        if (a.Mantissa.IsZero)
        {
            return new Ball(b.Mantissa, b.Exponent, error);
        }

        if (b.Mantissa.IsZero)
        {
            return new Ball(a.Mantissa, a.Exponent, error);
        }

        if (a.Exponent < b.Exponent)
        {
            (a, b) = (b, a);
        }

        var shift = a.Exponent - b.Exponent;
        if (a.Magnitude - b.Magnitude > precision + 4)
        {
            return new Ball(a.Mantissa, a.Exponent, JoinErrors(error, b.Magnitude)).Round(precision);
        }

        if (shift > 8L * precision)
        {
            // b has far more bits below a's last than matter.
            b = b.Round(precision);
            shift = a.Exponent - b.Exponent;
            error = JoinErrors(error, b.ErrorExponent);
            if (shift < 0)
            {
                return Add(new Ball(a.Mantissa, a.Exponent, error), new Ball(b.Mantissa, b.Exponent, Exact), precision);
            }
        }

        return new Ball((a.Mantissa << (int)shift) + b.Mantissa, b.Exponent, error).Round(precision);
    }

    public static Ball Subtract(Ball a, Ball b, int precision) => Add(a, -b, precision);

    public static Ball Multiply(Ball a, Ball b, int precision)
    {
        if (a.IsExactZero || b.IsExactZero)
        {
            return Zero;
        }

        var error = Exact;
        if (a.ErrorExponent > Exact)
        {
            error = JoinErrors(error, a.ErrorExponent + b.SizeWithError);
        }

        if (b.ErrorExponent > Exact)
        {
            error = JoinErrors(error, b.ErrorExponent + a.SizeWithError);
        }

        return new Ball(a.Mantissa * b.Mantissa, a.Exponent + b.Exponent, error).Round(precision);
    }

    /// <summary>The quotient.</summary>
    /// <exception cref="ArithmeticException">The divisor may be 0.</exception>
    public static Ball Divide(Ball a, Ball b, int precision)
    {
        if (b.MayBeZero)
        {
            throw new ArithmeticException();
        }

        if (a.IsExactZero)
        {
            return Zero;
        }

        var shift = (int)Math.Clamp(precision + 8 + (long)b.Mantissa.GetBitLength() - (long)a.Mantissa.GetBitLength(), 0, 1 << 20);
        var quotient = BigInteger.DivRem(a.Mantissa << shift, b.Mantissa, out var rest);
        var exponent = a.Exponent - b.Exponent - shift;
        var error = rest.IsZero ? Exact : exponent;
        var bLow = b.Magnitude - 2;
        if (a.ErrorExponent > Exact)
        {
            error = JoinErrors(error, a.ErrorExponent - bLow + 1);
        }

        if (b.ErrorExponent > Exact)
        {
            error = JoinErrors(error, b.ErrorExponent + a.SizeWithError - (2 * bLow) + 2);
        }

        return new Ball(quotient, exponent, error).Round(precision);
    }

    /// <summary>The square root of a value that is not negative.</summary>
    public static Ball Sqrt(Ball a, int precision)
    {
        if (a.Mantissa.IsZero)
        {
            return a.IsExactZero ? Zero : new Ball(BigInteger.Zero, 0, (a.ErrorExponent / 2) + 1);
        }

        var shift = (int)Math.Max(0, (2L * (precision + 4)) - (long)a.Mantissa.GetBitLength());
        if (((a.Exponent - shift) & 1) != 0)
        {
            shift++;
        }

        var scaled = a.Mantissa << shift;
        var root = IntegerSqrt(scaled);
        var exponent = (a.Exponent - shift) / 2;
        var error = root * root == scaled ? Exact : exponent;
        if (a.ErrorExponent > Exact)
        {
            // |√a − √b| = |a − b|/(√a + √b), where both are at least 2^(Magnitude − 2): less than half the error over √.
            var low = (a.Magnitude - 2) >> 1;
            error = JoinErrors(error, a.MayBeZero ? (a.ErrorExponent / 2) + 1 : a.ErrorExponent - low - 1);
        }

        return new Ball(root, exponent, error).Round(precision);
    }

    /// <summary>Negative, 0 or positive; 0 when the bound leaves it open.</summary>
    public static int Compare(Ball a, Ball b, int precision)
    {
        var difference = Subtract(a, b, precision);
        return difference.MayBeZero ? 0 : difference.Sign;
    }

    public static BigInteger IntegerSqrt(BigInteger value)
    {
        if (value < (1L << 52))
        {
            return (BigInteger)Math.Floor(Math.Sqrt((double)value));
        }

        // Newton with one division a round, at the precision of the round: the bits double from the double's 50.
        var bits = (int)value.GetBitLength();
        var first = (bits - FirstBits) & ~1;
        var root = first <= 0 ? BigInteger.Zero : (BigInteger)Math.Sqrt((double)(value >> first));
        for (var drop = first; drop > 0;)
        {
            var known = (int)root.GetBitLength();
            var next = Math.Max(0, drop - (2 * (known - SpareBits))) & ~1;
            root <<= (drop - next) / 2;
            root = (root + ((value >> next) / root)) >> 1;
            drop = next;
        }

        root = first <= 0 ? (BigInteger)Math.Sqrt((double)value) : root;
        while (root * root > value)
        {
            root--;
        }

        while ((root + 1) * (root + 1) <= value)
        {
            root++;
        }

        return root;
    }

    /// <summary>The mantissa at a fixed exponent, for series that run in fixed point; truncated.</summary>
    public BigInteger ToFixed(int fractionBits)
    {
        var shift = Exponent + fractionBits;
        if (shift >= 0)
        {
            return Mantissa << (int)Math.Min(shift, 1 << 20);
        }

        return -shift > 1 << 20 ? BigInteger.Zero : Mantissa >> (int)-shift;
    }

    public double ToDouble()
    {
        var bits = (long)Mantissa.GetBitLength();
        var drop = (int)Math.Max(0, bits - 64);
        return Math.ScaleB((double)(Mantissa >> drop), (int)Math.Clamp(Exponent + drop, -100_000, 100_000));
    }

    public Ball WithError(long error) => new(Mantissa, Exponent, JoinErrors(ErrorExponent, error));

    public Ball ScaleB(long power) => new(Mantissa, Exponent + power, ErrorExponent <= Exact ? Exact : ErrorExponent + power);

    public Ball Round(int precision)
    {
        if (Exponent is > LargestExponent or < -LargestExponent)
        {
            throw new BudgetExceededException();
        }

        var excess = (long)Mantissa.GetBitLength() - precision;
        if (excess <= 0)
        {
            return this;
        }

        var exponent = Exponent + excess;
        return new Ball(Mantissa >> (int)excess, exponent, JoinErrors(ErrorExponent, exponent));
    }

    private static long JoinErrors(long a, long b) => a <= Exact ? b : b <= Exact ? a : Math.Max(a, b) + 1;

    private long SizeWithError => ErrorExponent <= Exact ? Magnitude : Math.Max(Magnitude, ErrorExponent) + 1;
}
