using System.Numerics;

using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

using Complex = Guide.Answers.Numbers.Complex;

namespace Guide.Answers.Equivalence;

/// <summary>Powers, roots and factorials in balls.</summary>
internal sealed class BallPowers(IBallValues values, ExactEvaluator exact, WholeNumbers numbers, SamplePoints points, Budget budget, Spread spread)
{
    private const int MostLogarithms = 16;
    private readonly Dictionary<(BigInteger Mantissa, long Exponent, int Precision), Complex> _logarithms = [];

    public bool Raise(Node node, int point, int p, out Complex value)
    {
        value = default;
        if (node[0].IsConstant("e"))
        {
            if (!values.Value(node[1], point, p, out var power))
            {
                return false;
            }

            spread.NoteSmall(power.Magnitude);
            value = Complex.Exp(power, p, budget);
            return true;
        }

        if (!values.Value(node[0], point, p, out var b))
        {
            return false;
        }

        if (exact.TryRational(node[1], out var exponent))
        {
            return RationalPower(b, exponent, p, out value);
        }

        if (!values.Value(node[1], point, p, out var e))
        {
            return false;
        }

        if (e.IsReal && e.Re.ErrorExponent <= Ball.Exact && (e.Re.Exponent >= 0 || e.Re.Mantissa.IsZero) && e.Re.Magnitude < 40)
        {
            value = Complex.Pow(b, (long)(e.Re.Mantissa << (int)e.Re.Exponent), p, budget);
            return true;
        }

        if (b.IsReal && b.Re.IsExactZero)
        {
            return e.IsReal && e.Re.Sign > 0;
        }

        spread.NoteSmall(e.Magnitude);
        value = Complex.Exp(Complex.Multiply(e, Ln(b, p + 16), p + 16), p, budget);
        return true;
    }

    // The logarithm of a base is wanted at every point: those of the last small ones are kept.
    private Complex Ln(Complex b, int p)
    {
        if (!b.IsReal || b.Re.ErrorExponent > Ball.Exact || b.Re.Mantissa.GetBitLength() > 64)
        {
            return Complex.Ln(b, p, budget);
        }

        var key = (b.Re.Mantissa, b.Re.Exponent, p);
        if (!_logarithms.TryGetValue(key, out var value))
        {
            value = Complex.Ln(b, p, budget);
            if (_logarithms.Count < MostLogarithms)
            {
                _logarithms[key] = value;
            }
        }

        return value;
    }

    public bool RationalPower(Complex b, Rational exponent, int p, out Complex value)
    {
        value = default;
        if (exponent.IsInteger)
        {
            if (exponent.Numerator.GetBitLength() < 62)
            {
                value = Complex.Pow(b, (long)exponent.Numerator, p, budget);
                return true;
            }

            value = Complex.Exp(Complex.Multiply(Complex.Real(Ball.Of(exponent, p + 64)), Complex.Ln(b, p + 64, budget), p + 64), p, budget);
            return true;
        }

        if (exponent.Denominator == 2 && exponent.Numerator.GetBitLength() < 20)
        {
            value = Complex.Pow(Complex.Sqrt(b, p), (long)exponent.Numerator, p, budget);
            return true;
        }

        if (b.IsReal && b.Re.MayBeZero)
        {
            value = Complex.Zero;
            return exponent.Sign > 0 && b.Re.IsExactZero;
        }

        spread.NoteSmall(exponent.Numerator.GetBitLength() - exponent.Denominator.GetBitLength());

        // An odd root of a negative real is the real one.
        var odd = b.IsReal && b.Re.Sign < 0 && !exponent.Denominator.IsEven;
        var size = odd ? -b : b;
        value = Complex.Exp(Complex.Multiply(Complex.Real(Ball.Of(exponent, p + 16)), Complex.Ln(size, p + 16, budget), p + 16), p, budget);
        if (odd && !exponent.Numerator.IsEven)
        {
            value = -value;
        }

        return true;
    }

    public bool Factorial(Node node, int point, int p, out Complex value)
    {
        value = default;
        if (exact.TryRational(node, out var whole))
        {
            value = Complex.Real(Ball.Of(whole, p));
            return true;
        }

        if (!values.Value(node[0], point, p, out var n) || !n.IsReal)
        {
            return false;
        }

        if (n.Re.ErrorExponent > Ball.Exact && n.Re.Magnitude < 64)
        {
            value = points.Opaque(node, point);
            return true;
        }

        if (n.Re.Exponent >= 0 && n.Re.Magnitude < 11 && n.Re.Sign >= 0 && numbers.TryFactorial(new Rational(n.Re.Mantissa << (int)n.Re.Exponent), 1, out whole))
        {
            value = Complex.Real(Ball.Of(whole, p));
            return true;
        }

        if (n.Re.Sign < 0 && n.AsWhole() is not null)
        {
            return false;
        }

        if (n.Re.Sign < 0 || (n.Re.Exponent < 0 && n.Re.Magnitude < 64))
        {
            value = points.Opaque(node, point);
            return true;
        }

        value = Complex.Real(Elementary.Exp(Elementary.LnFactorial(n.Re, p + 64, budget), p, budget));
        return true;
    }
}
