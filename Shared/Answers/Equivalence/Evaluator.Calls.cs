using System.Numerics;

using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

using Complex = Guide.Answers.Numbers.Complex;

namespace Guide.Answers.Equivalence;

/// <content>Functions in balls; those with steps are exact or opaque.</content>
internal sealed partial class Evaluator
{
    private bool Call(Node node, int point, int p, out Complex value)
    {
        value = default;
        if (node.Name is "floor" or "ceil" or "mod" or "gcd" or "lcm" or "binom" or "det" or "doublefactorial" or "sgn")
        {
            return Discrete(node, point, p, out value);
        }

        if (node.Items.Length == 0 || !Value(node[0], point, p, out var x))
        {
            return false;
        }

        switch (node.Name)
        {
            case "sqrt":
                value = Complex.Sqrt(x, p);
                return true;
            case "root":
                if (TryRational(node[1], out var index) && !index.IsZero)
                {
                    return RationalPower(x, Rational.One / index, p, out value);
                }

                if (!Value(node[1], point, p, out var symbolic))
                {
                    return false;
                }

                value = Complex.Exp(Complex.Divide(Complex.Ln(x, p, budget), symbolic, p), p, budget);
                return true;
            case "abs":
                value = Complex.Real(Complex.Abs(x, p));
                return true;
            case "ln":
                value = Complex.Ln(x, p, budget);
                return true;
            case "log":
                var ln = Complex.Ln(x, p, budget);
                if (node.Items.Length == 1)
                {
                    value = naturalLog ? ln : Complex.Divide(ln, Complex.Ln(Complex.Real(Ball.Of(10)), p, budget), p);
                    return true;
                }

                if (!Value(node[1], point, p, out var logBase))
                {
                    return false;
                }

                value = Complex.Divide(ln, Complex.Ln(logBase, p, budget), p);
                return true;
            case "sin" or "cos" or "tan" or "cot" or "sec" or "csc":
                var (sin, cos) = Complex.SinCos(x, p, budget);
                value = node.Name switch
                {
                    "sin" => sin,
                    "cos" => cos,
                    "tan" => Complex.Divide(sin, cos, p),
                    "cot" => Complex.Divide(cos, sin, p),
                    "sec" => Complex.Divide(Complex.One, cos, p),
                    _ => Complex.Divide(Complex.One, sin, p),
                };
                return true;
            case "atan":
                value = Complex.Atan(x, p, budget);
                return true;
            case "acot":
                value = Complex.Add(Half(Elementary.Pi(p)), -Complex.Atan(x, p, budget), p);
                return true;
            case "asin" or "acsc":
                value = ArcSin(node.Name == "acsc" ? Complex.Divide(Complex.One, x, p) : x, p);
                return true;
            case "acos" or "asec":
                value = Complex.Add(Half(Elementary.Pi(p)), -ArcSin(node.Name == "asec" ? Complex.Divide(Complex.One, x, p) : x, p), p);
                return true;
            case "sinh" or "cosh" or "tanh" or "coth":
                var up = Complex.Exp(x, p, budget);
                var down = Complex.Divide(Complex.One, up, p);
                var twiceSinh = Complex.Add(up, -down, p);
                var twiceCosh = Complex.Add(up, down, p);
                value = node.Name switch
                {
                    "sinh" => new(twiceSinh.Re.ScaleB(-1), twiceSinh.Im.ScaleB(-1)),
                    "cosh" => new(twiceCosh.Re.ScaleB(-1), twiceCosh.Im.ScaleB(-1)),
                    "tanh" => Complex.Divide(twiceSinh, twiceCosh, p),
                    _ => Complex.Divide(twiceCosh, twiceSinh, p),
                };
                return true;
            case "asinh":
                value = Complex.Ln(Complex.Add(x, Complex.Sqrt(Complex.Add(Complex.Multiply(x, x, p), Complex.One, p), p), p), p, budget);
                return true;
            case "acosh":
                value = Complex.Ln(Complex.Add(x, Complex.Sqrt(Complex.Add(Complex.Multiply(x, x, p), -Complex.One, p), p), p), p, budget);
                return true;
            case "atanh":
                var ratio = Complex.Ln(Complex.Divide(Complex.Add(Complex.One, x, p), Complex.Add(Complex.One, -x, p), p), p, budget);
                value = new(ratio.Re.ScaleB(-1), ratio.Im.ScaleB(-1));
                return true;
            case "max" or "min":
                value = x;
                for (var i = 1; i < node.Items.Length; i++)
                {
                    if (!Value(node[i], point, p, out var other) || !other.IsReal || !value.IsReal)
                    {
                        return false;
                    }

                    var order = Ball.Compare(other.Re, value.Re, p);
                    value = (node.Name == "max" ? order > 0 : order < 0) ? other : value;
                }

                return true;
            case "Re":
                value = Complex.Real(x.Re);
                return true;
            case "Im":
                value = Complex.Real(x.Im);
                return true;
            case "arg":
                value = Complex.Real(Complex.Argument(x, p, budget));
                return true;
            default:
                value = Opaque(node, point);
                return true;
        }
    }

    private static Complex Half(Ball value) => Complex.Real(value.ScaleB(-1));

    // atan(x/√(1−x²)), with the ends taken exactly.
    private Complex ArcSin(Complex x, int p)
    {
        var rest = Complex.Add(Complex.One, -Complex.Multiply(x, x, p), p);
        if (rest.Re.MayBeZero && rest.Im.MayBeZero)
        {
            var quarter = Half(Elementary.Pi(p));
            return x.Re.Sign < 0 ? -quarter : quarter;
        }

        return Complex.Atan(Complex.Divide(x, Complex.Sqrt(rest, p), p), p, budget);
    }

    private bool Discrete(Node node, int point, int p, out Complex value)
    {
        value = default;
        if (TryRational(node, out var exact))
        {
            value = Complex.Real(Ball.Of(exact, p));
            return true;
        }

        if (node.Name is "floor" or "ceil" or "sgn" && Value(node[0], point, p, out var x) && x.IsReal)
        {
            var ball = x.Re;
            if (node.Name == "sgn")
            {
                value = Complex.Real(Ball.Of(ball.MayBeZero ? 0 : ball.Sign));
                return true;
            }

            if (ball.Magnitude > p - 10)
            {
                return false;
            }

            var floor = ball.ToFixed(40) >> 40;
            // A whole number known only within a bound: take the nearest.
            var nearest = (ball.ToFixed(40) + (BigInteger.One << 39)) >> 40;
            var isWhole = Ball.Subtract(ball, new Ball(nearest, 0, Ball.Exact), p).MayBeZero;
            value = Complex.Real(Ball.Of(isWhole ? nearest : node.Name == "floor" ? floor : floor + 1, p));
            return true;
        }

        if (node.Name == "binom" && Value(node[0], point, p, out var n) && Value(node[1], point, p, out var k) && Whole(n) is { } whole && Whole(k) is { } chosen && TryBinomial(whole, chosen, out exact))
        {
            value = Complex.Real(Ball.Of(exact, p));
            return true;
        }

        if (node.Name == "binom" && !Rewriting.HasSymbols(node))
        {
            // C(n, k) = n!/(k!(n−k)!) by Stirling.
            var quotient = Node.Divide(Node.Of(NodeKind.Factorial, node[0]), Node.Multiply(Node.Of(NodeKind.Factorial, node[1]), Node.Of(NodeKind.Factorial, Node.Subtract(node[0], node[1]))));
            return Value(quotient, point, p, out value);
        }

        if (node.Name == "mod" && Value(node[0], point, p, out n) && Value(node[1], point, p, out k) && Whole(n) is { } top && Whole(k) is { Sign: > 0 } bottom)
        {
            value = Complex.Real(Ball.Of(top - (bottom * new Rational((top / bottom).Floor())), p));
            return true;
        }

        value = Opaque(node, point);
        return true;
    }

    private static Rational? Whole(Complex x) => x.IsReal && x.Re.ErrorExponent <= Ball.Exact && x.Re.Exponent >= 0 && x.Re.Magnitude < 200 ? new Rational(x.Re.Mantissa << (int)x.Re.Exponent) : null;
}
