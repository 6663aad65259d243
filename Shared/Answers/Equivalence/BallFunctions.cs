using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>Elementary functions in balls.</summary>
internal sealed class BallFunctions(IBallValues values, BallPowers powers, StepFunctions steps, ExactEvaluator exact, SamplePoints points, Budget budget, bool naturalLog, Spread spread)
{
    private const int Wide = 16;
    private const int MostTurns = 1_000;

    public bool Call(Node node, int point, int p, out Complex value)
    {
        value = default;
        if (StepFunctions.Has(node.Name))
        {
            return steps.Discrete(node, point, p, out value);
        }

        if (node.Items.Length == 0 || !values.Value(node[0], point, p, out var x))
        {
            return false;
        }

        if (x.Magnitude is > Wide and < MostTurns && IsCircular(node.Name) && !values.Value(node[0], point, p + (int)x.Magnitude, out x))
        {
            // As many digits behind the point as there are asked for, however many turns stand before it.
            return false;
        }

        if (node.Name is "sqrt" or "root")
        {
            budget.Spend(p / 24);
        }

        NoteSize(node.Name, x);
        switch (node.Name)
        {
            case "root":
                return Root(x, node[1], point, p, out value);
            case "log":
                return Log(node, x, point, p, out value);
            case "digits":
                return Digits(node, x, point, p, out value);
            case "max" or "min":
                return Extreme(node, x, point, p, out value);
            case "sin" or "cos" or "tan" or "cot" or "sec" or "csc":
                value = Trigonometric(node.Name, x, p);
                return true;
            case "asin" or "acos" or "atan" or "acot" or "asec" or "acsc":
                value = Inverse(node.Name, x, p);
                return true;
            case "sinh" or "cosh" or "tanh" or "coth" or "asinh" or "acosh" or "atanh":
                value = Hyperbolic(node.Name, x, p);
                return true;
            default:
                value = Simple(node.Name, x, p, node.Name == "bar" && !Rewriting.HasSymbols(node)) ?? points.Opaque(node, point);
                return true;
        }
    }

    private static bool IsCircular(string name) => name is "sin" or "cos" or "tan" or "cot" or "sec" or "csc";

    // Where a function is its first term, or its limit, and little more.
    private void NoteSize(string name, Complex x)
    {
        switch (name)
        {
            case "tanh" or "coth":
                spread.NoteSmall(x.Magnitude);
                spread.NoteExponential(x.Magnitude);
                break;
            case "atan" or "acot" or "asec" or "acsc" or "asinh" or "acosh":
                spread.NoteSmall(x.Magnitude);
                spread.NoteLarge(x.Magnitude);
                break;
            case "sin" or "cos" or "tan" or "cot" or "sec" or "csc" or "asin" or "acos" or "sinh" or "cosh" or "atanh":
                spread.NoteSmall(x.Magnitude);
                break;
        }
    }

    private Complex? Simple(string name, Complex x, int p, bool closed) => name switch
    {
        "sqrt" => Complex.Sqrt(x, p),
        "abs" => Complex.Real(Complex.Abs(x, p)),
        "ln" => Complex.Ln(x, p, budget),
        "Re" => Complex.Real(x.Re),
        "Im" => Complex.Real(x.Im),
        "bar" when closed => new Complex(x.Re, -x.Im),
        "arg" => Complex.Real(Complex.Argument(x, p, budget)),
        _ => null,
    };

    private bool Root(Complex x, Node index, int point, int p, out Complex value)
    {
        if (exact.TryRational(index, out var whole) && !whole.IsZero)
        {
            return powers.RationalPower(x, Rational.One / whole, p, out value);
        }

        var found = values.Value(index, point, p, out var symbolic);
        value = found ? Complex.Exp(Complex.Divide(Complex.Ln(x, p, budget), symbolic, p), p, budget) : default;
        return found;
    }

    private bool Log(Node node, Complex x, int point, int p, out Complex value)
    {
        var ln = Complex.Ln(x, p, budget);
        if (node.Items.Length == 1)
        {
            value = naturalLog ? ln : Complex.Divide(ln, Complex.Ln(Complex.Real(Ball.Of(10)), p, budget), p);
            return true;
        }

        var found = values.Value(node[1], point, p, out var logBase);
        value = found ? Complex.Divide(ln, Complex.Ln(logBase, p, budget), p) : default;
        return found;
    }

    private bool Extreme(Node node, Complex first, int point, int p, out Complex value)
    {
        value = first;
        for (var i = 1; i < node.Items.Length; i++)
        {
            if (!values.Value(node[i], point, p, out var other) || !other.IsReal || !value.IsReal)
            {
                return false;
            }

            var order = Ball.Compare(other.Re, value.Re, p);
            value = (node.Name == "max" ? order > 0 : order < 0) ? other : value;
        }

        return true;
    }

    // \overline{abc} is 100a + 10b + c.
    private bool Digits(Node node, Complex first, int point, int p, out Complex value)
    {
        value = first;
        for (var i = 1; i < node.Items.Length; i++)
        {
            if (!values.Value(node[i], point, p, out var digit))
            {
                return false;
            }

            value = Complex.Add(Complex.Multiply(value, Complex.Real(Ball.Of(10)), p), digit, p);
        }

        return true;
    }

    private Complex Trigonometric(string name, Complex x, int p)
    {
        var (sin, cos) = Complex.SinCos(x, p, budget);
        return name switch
        {
            "sin" => sin,
            "cos" => cos,
            "tan" => Complex.Divide(sin, cos, p),
            "cot" => Complex.Divide(cos, sin, p),
            "sec" => Complex.Divide(Complex.One, cos, p),
            _ => Complex.Divide(Complex.One, sin, p),
        };
    }

    private Complex Inverse(string name, Complex x, int p) => name switch
    {
        "atan" => Complex.Atan(x, p, budget),
        "acot" => Complex.Add(Half(Elementary.Pi(p)), -Complex.Atan(x, p, budget), p),
        "asin" => ArcSin(x, p),
        "acsc" => ArcSin(Complex.Divide(Complex.One, x, p), p),
        _ => Complex.Add(Half(Elementary.Pi(p)), -ArcSin(name == "asec" ? Complex.Divide(Complex.One, x, p) : x, p), p),
    };

    private Complex Hyperbolic(string name, Complex x, int p)
    {
        switch (name)
        {
            case "asinh":
                return Complex.Ln(Complex.Add(x, Complex.Sqrt(Complex.Add(Complex.Multiply(x, x, p), Complex.One, p), p), p), p, budget);
            case "acosh":
                return Complex.Ln(Complex.Add(x, Complex.Sqrt(Complex.Add(Complex.Multiply(x, x, p), -Complex.One, p), p), p), p, budget);
            case "atanh":
                return Half(Complex.Ln(Complex.Divide(Complex.Add(Complex.One, x, p), Complex.Add(Complex.One, -x, p), p), p, budget));
        }

        var up = Complex.Exp(x, p, budget);
        var down = Complex.Divide(Complex.One, up, p);
        var twiceSinh = Complex.Add(up, -down, p);
        var twiceCosh = Complex.Add(up, down, p);
        return name switch
        {
            "sinh" => Half(twiceSinh),
            "cosh" => Half(twiceCosh),
            "tanh" => Complex.Divide(twiceSinh, twiceCosh, p),
            _ => Complex.Divide(twiceCosh, twiceSinh, p),
        };
    }

    private static Complex Half(Ball value) => Complex.Real(value.ScaleB(-1));

    private static Complex Half(Complex value) => new(value.Re.ScaleB(-1), value.Im.ScaleB(-1));

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
}
