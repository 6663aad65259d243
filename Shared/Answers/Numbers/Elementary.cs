using System.Collections.Concurrent;
using System.Numerics;

namespace Guide.Answers.Numbers;

/// <summary>Elementary functions on balls: fixed-point series after argument reduction. The bounds are a few units in the last place plus what the argument's bound brings.</summary>
internal static class Elementary
{
    private const int Guard = 32;

    private static readonly ConcurrentDictionary<int, BigInteger> PiCache = new();
    private static readonly ConcurrentDictionary<int, BigInteger> Ln2Cache = new();

    public static Ball Pi(int precision) => new(PiFixed(precision + Guard), -(precision + Guard), -precision - Guard + 8);

    public static Ball Ln2(int precision) => new(Ln2Fixed(precision + Guard), -(precision + Guard), -precision - Guard + 8);

    public static Ball Exp(Ball x, int precision, Budget budget)
    {
        if (x.IsExactZero)
        {
            return Ball.One;
        }

        if (x.Magnitude > 44 || x.ErrorExponent > 0)
        {
            throw new BudgetExceededException();
        }

        budget.Spend(60 + (precision / 4));
        var bits = precision + Guard + (int)Math.Max(0, x.Magnitude);
        var fixedX = x.ToFixed(bits);
        var ln2 = Ln2Fixed(bits);
        var turns = BigInteger.DivRem(fixedX, ln2, out var rest);
        if (rest.Sign < 0)
        {
            rest += ln2;
            turns -= 1;
        }

        const int Halvings = 8;
        var small = rest >> Halvings;
        var term = BigInteger.One << bits;
        var sum = term;
        for (var k = 1; !term.IsZero; k++)
        {
            term = (term * small >> bits) / k;
            sum += term;
        }

        for (var i = 0; i < Halvings; i++)
        {
            sum = sum * sum >> bits;
        }

        var result = new Ball(sum, (long)turns - bits, (long)turns - bits + 16 + Math.Max(0, x.Magnitude));
        if (x.ErrorExponent > Ball.Exact)
        {
            result = result.WithError(result.Magnitude + x.ErrorExponent + 1);
        }

        return result.Round(precision);
    }

    /// <summary>The natural logarithm of a positive value.</summary>
    public static Ball Ln(Ball x, int precision, Budget budget)
    {
        if (x.Sign <= 0 || x.MayBeZero)
        {
            throw new ArithmeticException();
        }

        // x = m·2^k with m in [1/2, 1), ln x = ln m + k ln 2; Halley's step triples the digits of the double's logarithm.
        var k = x.Magnitude;
        var m = new Ball(x.Mantissa, x.Exponent - k, Ball.Exact);
        if (m.Mantissa.IsPowerOfTwo)
        {
            k += m.Magnitude - 1;
            m = Ball.One;
        }

        var y = Ball.Zero;
        if (m.Mantissa != BigInteger.One || m.Exponent != 0)
        {
            y = Rough(Math.Log(m.ToDouble()));
            for (var good = 45; good < precision + 8; good *= 3)
            {
                var working = Math.Min(precision + Guard, (good * 3) + Guard);
                var e = Exp(y, working, budget);
                e = new Ball(e.Mantissa, e.Exponent, Ball.Exact);
                var step = Ball.Divide(Ball.Subtract(m, e, working).ScaleB(1), Ball.Add(m, e, working), working);
                y = Ball.Add(y, step, working);
                y = new Ball(y.Mantissa, y.Exponent, Ball.Exact);
            }

            y = y.WithError(-precision - 4);
        }

        var result = Ball.Add(y, Ball.Multiply(Ln2(precision + 8), Ball.Of(k), precision + 8), precision + 8);
        if (x.ErrorExponent > Ball.Exact)
        {
            result = result.WithError(x.ErrorExponent - x.Magnitude + 3);
        }

        return result.Round(precision);
    }

    public static (Ball Sin, Ball Cos) SinCos(Ball x, int precision, Budget budget)
    {
        if (x.IsExactZero)
        {
            return (Ball.Zero, Ball.One);
        }

        if (x.Magnitude > 2000 || x.ErrorExponent > 0)
        {
            throw new BudgetExceededException();
        }

        budget.Spend(80 + (precision / 4));
        var bits = precision + Guard + (int)Math.Max(0, x.Magnitude);
        var halfPi = PiFixed(bits) >> 1;
        var fixedX = x.ToFixed(bits);
        var quarter = BigInteger.DivRem(fixedX + (halfPi >> 1), halfPi, out var rest);
        if (rest.Sign < 0)
        {
            rest += halfPi;
            quarter -= 1;
        }

        rest -= halfPi >> 1;
        var square = rest * rest >> bits;
        BigInteger sin = rest, cos = BigInteger.One << bits, term = rest;
        for (var k = 2; !term.IsZero && term != BigInteger.MinusOne; k += 2)
        {
            term = -((term * square >> bits) / (k * (k + 1)));
            sin += term;
        }

        term = cos;
        for (var k = 1; !term.IsZero && term != BigInteger.MinusOne; k += 2)
        {
            term = -((term * square >> bits) / (k * (k + 1)));
            cos += term;
        }

        var error = -(long)bits + 10 + Math.Max(0, x.Magnitude);
        if (x.ErrorExponent > Ball.Exact)
        {
            error = Math.Max(error, x.ErrorExponent) + 1;
        }

        var (s, c) = (new Ball(sin, -bits, error), new Ball(cos, -bits, error));
        return (int)(((quarter % 4) + 4) % 4) switch
        {
            0 => (s, c),
            1 => (c, -s),
            2 => (-s, -c),
            _ => (-c, s),
        };
    }

    public static Ball Atan(Ball x, int precision, Budget budget)
    {
        if (x.IsExactZero)
        {
            return Ball.Zero;
        }

        if (x.Magnitude > 1)
        {
            // atan x = ±π/2 − atan(1/x)
            var half = Pi(precision + 8).ScaleB(-1);
            var inverse = Atan(Ball.Divide(Ball.One, x, precision + 8), precision + 8, budget);
            return Ball.Subtract(x.Sign > 0 ? half : -half, inverse, precision);
        }

        budget.Spend(80 + (precision / 4));
        var bits = precision + Guard;
        const int Halvings = 4;
        var y = x.Round(bits);
        for (var i = 0; i < Halvings; i++)
        {
            y = Ball.Divide(y, Ball.Add(Ball.One, Ball.Sqrt(Ball.Add(Ball.One, Ball.Multiply(y, y, bits), bits), bits), bits), bits);
        }

        var fixedY = y.ToFixed(bits);
        var square = fixedY * fixedY >> bits;
        BigInteger sum = fixedY, term = fixedY;
        for (var k = 3; !term.IsZero && term != BigInteger.MinusOne; k += 2)
        {
            term = -(term * square >> bits);
            sum += term / k;
        }

        var error = -(long)bits + 16;
        if (x.ErrorExponent > Ball.Exact)
        {
            error = Math.Max(error, x.ErrorExponent + 2) + 1;
        }

        // A tiny argument has fewer good bits in fixed point than it had: atan x = x − x³/3 there.
        if (x.Magnitude < -precision / 3)
        {
            return x.WithError((3 * x.Magnitude) - 1);
        }

        return new Ball(sum << Halvings, -bits, error).Round(precision);
    }

    /// <summary>ln n! by Stirling's series, for n of at least 1000.</summary>
    public static Ball LnFactorial(Ball n, int precision, Budget budget)
    {
        var p = precision + 16;
        var ln = Ln(n, p, budget);
        var result = Ball.Subtract(Ball.Multiply(Ball.Add(n, Ball.One.ScaleB(-1), p), ln, p), n, p);
        result = Ball.Add(result, Ln(Ball.Multiply(Pi(p), Ball.Of(2), p), p, budget).ScaleB(-1), p);
        ReadOnlySpan<(int Top, int Bottom)> series = [(1, 12), (-1, 360), (1, 1260), (-1, 1680), (1, 1188), (-691, 360360), (1, 156), (-3617, 122400), (43867, 244188), (-174611, 125400)];
        var power = n;
        var square = Ball.Multiply(n, n, p);
        foreach (var (top, bottom) in series)
        {
            result = Ball.Add(result, Ball.Divide(Ball.Of(top), Ball.Multiply(power, Ball.Of(bottom), p), p), p);
            power = Ball.Multiply(power, square, p);
        }

        return result.WithError(4 - power.Magnitude).Round(precision);
    }

    private static Ball Rough(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        if (exponent == 0)
        {
            return Ball.Zero;
        }

        var mantissa = (bits & 0xFFFFFFFFFFFFF) | 0x10000000000000;
        return new Ball(bits < 0 ? -mantissa : mantissa, exponent - 1075, Ball.Exact);
    }

    // Machin: π = 16 atan(1/5) − 4 atan(1/239).
    private static BigInteger PiFixed(int bits) => Cached(PiCache, bits, static size => ((AtanInverse(5, size + 16) << 4) - (AtanInverse(239, size + 16) << 2)) >> 16);

    // ln 2 = 2 atanh(1/3).
    private static BigInteger Ln2Fixed(int bits) => Cached(Ln2Cache, bits, static size =>
    {
        var power = (BigInteger.One << (size + 16)) / 3;
        var sum = power;
        for (var k = 3; !power.IsZero; k += 2)
        {
            power /= 9;
            sum += power / k;
        }

        return sum >> 15;
    });

    // Whatever bits are asked for are served from a few stored sizes, so the cache stays small.
    private static BigInteger Cached(ConcurrentDictionary<int, BigInteger> cache, int bits, Func<int, BigInteger> compute)
    {
        var size = 512;
        while (size < bits)
        {
            size *= 2;
        }

        return cache.GetOrAdd(size, compute) >> (size - bits);
    }

    private static BigInteger AtanInverse(int n, int bits)
    {
        var power = (BigInteger.One << bits) / n;
        var sum = power;
        var square = n * n;
        for (var k = 3; !power.IsZero; k += 2)
        {
            power /= square;
            sum += (k & 2) != 0 ? -(power / k) : power / k;
        }

        return sum;
    }
}
