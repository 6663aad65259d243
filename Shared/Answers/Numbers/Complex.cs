using System.Numerics;

namespace Guide.Answers.Numbers;

/// <summary>A complex number of two balls; a real one has an imaginary part that is exactly 0. Principal branches, except that an odd root of a negative real is real.</summary>
internal readonly record struct Complex(Ball Re, Ball Im)
{
    public static Complex Zero => Real(Ball.Zero);

    public static Complex One => Real(Ball.One);

    public static Complex I => new(Ball.Zero, Ball.One);

    public bool IsReal => Im.IsExactZero;

    /// <summary>True when the imaginary part cannot be told from 0.</summary>
    public bool MayBeReal => Im.MayBeZero;

    public long Magnitude => Math.Max(Re.Magnitude, Im.Magnitude);

    /// <summary>The whole number that it is exactly; null for anything else and for very large ones.</summary>
    public Rational? AsWhole() => IsReal && Re.ErrorExponent <= Ball.Exact && Re.Exponent >= 0 && Re.Magnitude < 200 ? new Rational(Re.Mantissa << (int)Re.Exponent) : null;

    public static Complex Real(Ball value) => new(value, Ball.Zero);

    public static Complex operator -(Complex a) => new(-a.Re, -a.Im);

    public static Complex Add(Complex a, Complex b, int p) => new(Ball.Add(a.Re, b.Re, p), Ball.Add(a.Im, b.Im, p));

    public static Complex Multiply(Complex a, Complex b, int p)
    {
        if (a.IsReal)
        {
            return new(Ball.Multiply(a.Re, b.Re, p), b.IsReal ? Ball.Zero : Ball.Multiply(a.Re, b.Im, p));
        }

        if (b.IsReal)
        {
            return new(Ball.Multiply(a.Re, b.Re, p), Ball.Multiply(a.Im, b.Re, p));
        }

        return new(
            Ball.Subtract(Ball.Multiply(a.Re, b.Re, p), Ball.Multiply(a.Im, b.Im, p), p),
            Ball.Add(Ball.Multiply(a.Re, b.Im, p), Ball.Multiply(a.Im, b.Re, p), p));
    }

    public static Complex Divide(Complex a, Complex b, int p)
    {
        if (b.IsReal)
        {
            return new(Ball.Divide(a.Re, b.Re, p), a.IsReal ? Ball.Zero : Ball.Divide(a.Im, b.Re, p));
        }

        var norm = Ball.Add(Ball.Multiply(b.Re, b.Re, p), Ball.Multiply(b.Im, b.Im, p), p);
        var top = Multiply(a, new Complex(b.Re, -b.Im), p);
        return new(Ball.Divide(top.Re, norm, p), Ball.Divide(top.Im, norm, p));
    }

    public static Ball Abs(Complex a, int p)
    {
        if (a.IsReal)
        {
            return a.Re.Sign < 0 ? -a.Re : a.Re;
        }

        return Ball.Sqrt(Ball.Add(Ball.Multiply(a.Re, a.Re, p), Ball.Multiply(a.Im, a.Im, p), p), p);
    }

    public static Complex Sqrt(Complex a, int p)
    {
        if (a.MayBeReal)
        {
            if (a.Re.MayBeZero || a.Re.Sign > 0)
            {
                return Real(Ball.Sqrt(a.Re.Sign < 0 ? new Ball(BigInteger.Zero, 0, a.Re.ErrorExponent) : a.Re, p));
            }

            return new(Ball.Zero, Ball.Sqrt(-a.Re, p));
        }

        // Re √a = √((|a|+Re a)/2); the larger part first, the other by division: no cancellation.
        var size = Abs(a, p);
        if (a.Re.Sign >= 0)
        {
            var re = Ball.Sqrt(Ball.Add(size, a.Re, p).ScaleB(-1), p);
            return new(re, Ball.Divide(a.Im.ScaleB(-1), re, p));
        }

        var im = Ball.Sqrt(Ball.Subtract(size, a.Re, p).ScaleB(-1), p);
        im = a.Im.Sign < 0 ? -im : im;
        return new(Ball.Divide(a.Im.ScaleB(-1), im, p), im);
    }

    public static Complex Exp(Complex a, int p, Budget budget)
    {
        var size = Elementary.Exp(a.Re, p, budget);
        if (a.IsReal)
        {
            return Real(size);
        }

        var (sin, cos) = Elementary.SinCos(a.Im, p, budget);
        return new(Ball.Multiply(size, cos, p), Ball.Multiply(size, sin, p));
    }

    public static Complex Ln(Complex a, int p, Budget budget)
    {
        if (a.MayBeReal)
        {
            return a.Re.Sign < 0 ? new(Elementary.Ln(-a.Re, p, budget), Elementary.Pi(p)) : Real(Elementary.Ln(a.Re, p, budget));
        }

        return new(Elementary.Ln(Abs(a, p), p, budget), Argument(a, p, budget));
    }

    public static Ball Argument(Complex a, int p, Budget budget)
    {
        if (a.MayBeReal && !a.Re.MayBeZero)
        {
            return a.Re.Sign > 0 ? Ball.Zero : Elementary.Pi(p);
        }

        if (a.Im.MayBeZero)
        {
            throw new ArithmeticException();
        }

        // 2·atan(Im / (|a| + Re)) loses digits near the negative axis; the half turn is taken there explicitly.
        if (a.Re.MayBeZero || a.Re.Sign > 0)
        {
            return Elementary.Atan(Ball.Divide(a.Im, Ball.Add(Abs(a, p), a.Re, p), p), p, budget).ScaleB(1);
        }

        var acute = Elementary.Atan(Ball.Divide(a.Im, -a.Re, p), p, budget);
        return a.Im.Sign > 0 ? Ball.Subtract(Elementary.Pi(p), acute, p) : -Ball.Add(Elementary.Pi(p), acute, p);
    }

    public static (Complex Sin, Complex Cos) SinCos(Complex a, int p, Budget budget)
    {
        var (sin, cos) = Elementary.SinCos(a.Re, p, budget);
        if (a.IsReal)
        {
            return (Real(sin), Real(cos));
        }

        var up = Elementary.Exp(a.Im, p, budget);
        var down = Ball.Divide(Ball.One, up, p);
        var cosh = Ball.Add(up, down, p).ScaleB(-1);
        var sinh = Ball.Subtract(up, down, p).ScaleB(-1);
        return (
            new(Ball.Multiply(sin, cosh, p), Ball.Multiply(cos, sinh, p)),
            new(Ball.Multiply(cos, cosh, p), -Ball.Multiply(sin, sinh, p)));
    }

    public static Complex Atan(Complex a, int p, Budget budget)
    {
        if (a.IsReal)
        {
            return Real(Elementary.Atan(a.Re, p, budget));
        }

        // (i/2)·(ln(1 − ia) − ln(1 + ia))
        var ia = Multiply(I, a, p);
        var difference = Add(Ln(Add(One, -ia, p), p, budget), -Ln(Add(One, ia, p), p, budget), p);
        var product = Multiply(I, difference, p);
        return new(product.Re.ScaleB(-1), product.Im.ScaleB(-1));
    }

    /// <summary>A whole power by squaring.</summary>
    public static Complex Pow(Complex a, long n, int p, Budget budget)
    {
        var result = One;
        var negative = n < 0;
        for (n = Math.Abs(n); n > 0; n >>= 1)
        {
            budget.Spend(6);
            if ((n & 1) != 0)
            {
                result = Multiply(result, a, p);
            }

            if (n > 1)
            {
                a = Multiply(a, a, p);
            }
        }

        return negative ? Divide(One, result, p) : result;
    }
}
