using System.Numerics;

namespace Guide.Answers.Numbers;

/// <summary>An exact fraction in lowest terms with a positive denominator.</summary>
internal readonly struct Rational : IEquatable<Rational>
{
    private readonly BigInteger _denominator;

    public Rational(BigInteger numerator)
    {
        Numerator = numerator;
        _denominator = BigInteger.One;
    }

    private Rational(BigInteger numerator, BigInteger denominator)
    {
        Numerator = numerator;
        _denominator = denominator;
    }

    public static Rational Zero { get; } = new(BigInteger.Zero);

    public static Rational One { get; } = new(BigInteger.One);

    public static Rational MinusOne { get; } = new(BigInteger.MinusOne);

    public BigInteger Numerator { get; }

    public BigInteger Denominator => _denominator.IsZero ? BigInteger.One : _denominator;

    public bool IsInteger => Denominator.IsOne;

    public bool IsZero => Numerator.IsZero;

    public int Sign => Numerator.Sign;

    /// <summary>Size in bits, for caps.</summary>
    public long Bits => Numerator.GetBitLength() + Denominator.GetBitLength();

    public static Rational operator +(Rational a, Rational b) => a.IsInteger && b.IsInteger
        ? new(a.Numerator + b.Numerator)
        : Of((a.Numerator * b.Denominator) + (b.Numerator * a.Denominator), a.Denominator * b.Denominator);

    public static Rational operator -(Rational a) => new(-a.Numerator, a.Denominator);

    public static Rational operator -(Rational a, Rational b) => a + (-b);

    public static Rational operator *(Rational a, Rational b) => a.IsInteger && b.IsInteger
        ? new(a.Numerator * b.Numerator)
        : Of(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

    public static Rational operator /(Rational a, Rational b) => Of(a.Numerator * b.Denominator, a.Denominator * b.Numerator);

    public static bool operator ==(Rational a, Rational b) => a.Equals(b);

    public static bool operator !=(Rational a, Rational b) => !a.Equals(b);

    /// <summary>A fraction from any numerator and a denominator other than 0.</summary>
    public static Rational Of(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero)
        {
            throw new DivideByZeroException();
        }

        if (denominator.Sign < 0)
        {
            (numerator, denominator) = (-numerator, -denominator);
        }

        var common = BigInteger.GreatestCommonDivisor(numerator, denominator);
        return common.IsOne ? new(numerator, denominator) : new(numerator / common, denominator / common);
    }

    public static int Compare(Rational a, Rational b) => (a.Numerator * b.Denominator).CompareTo(b.Numerator * a.Denominator);

    /// <summary>A power with a whole exponent; the caller has capped the size.</summary>
    public static Rational Pow(Rational value, int exponent)
    {
        if (exponent >= 0)
        {
            return new(BigInteger.Pow(value.Numerator, exponent), BigInteger.Pow(value.Denominator, exponent));
        }

        var (top, bottom) = (BigInteger.Pow(value.Denominator, -exponent), BigInteger.Pow(value.Numerator, -exponent));
        return bottom.Sign < 0 ? new(-top, -bottom) : new(top, bottom);
    }

    public Rational Abs() => new(BigInteger.Abs(Numerator), Denominator);

    public BigInteger Floor() => BigInteger.DivRem(Numerator, Denominator, out var rest) - (rest.Sign < 0 ? 1 : 0);

    public double ToDouble()
    {
        var shift = (int)Math.Clamp(Numerator.GetBitLength() - Denominator.GetBitLength() - 64, -100_000, 100_000);
        var scaled = shift >= 0 ? Numerator / (Denominator << shift) : (Numerator << -shift) / Denominator;
        return Math.ScaleB((double)scaled, shift);
    }

    public bool Equals(Rational other) => Numerator == other.Numerator && Denominator == other.Denominator;

    public override bool Equals(object? obj) => obj is Rational other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Numerator, Denominator);

    public override string ToString()
    {
        if (Bits > 800)
        {
            return $"(a fraction of {Bits} bits)";
        }

        return IsInteger ? Numerator.ToString() : $"{Numerator}/{Denominator}";
    }
}
