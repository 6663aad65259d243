using System.Numerics;

using Guide.Verification.Answers.Numbers;
using Guide.Verification.Answers.Syntax;

using Complex = Guide.Verification.Answers.Numbers.Complex;

namespace Guide.Verification.Answers.Equivalence;

/// <summary>
/// Values of expressions: exact fractions where they are fractions, else balls of a chosen precision, with free variables at fixed pseudo-random points.
/// What cannot be computed (an integral, an unknown function) counts as one more variable, named by its canonical form.
/// </summary>
internal sealed class Evaluator(Budget budget, bool naturalLog)
{
    private const long LargestExactBits = 24_000;
    private const int LargestExactFactorial = 1_000;
    private const int MostTerms = 400;

    private readonly Dictionary<string, Rational> _bound = [];

    /// <summary>True when the last exact evaluation met a division by zero.</summary>
    public bool Undefined { get; private set; }

    /// <summary>Free variables take whole values of 3 and more (factorials and binomials want them).</summary>
    public bool IntegerPoints { get; set; }

    /// <summary>The expression has steps (floors, remainders): variables range wide, on and between the whole numbers, and the letters of counts take whole values.</summary>
    public bool Stepped { get; set; }

    /// <summary>The exact value of an expression that is a fraction and small enough to write down.</summary>
    public bool TryRational(Node node, out Rational value)
    {
        budget.Spend(1);
        value = default;
        switch (node.Kind)
        {
            case NodeKind.Number or NodeKind.BasedNumber:
                value = node.Value;
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

        budget.Spend((int)(bits / 512));
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

    private bool SeriesBounds(Node node, out int low, out int high)
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
        value = node.Name == "sum" ? Rational.Zero : Rational.One;
        if (!SeriesBounds(node, out var low, out var high))
        {
            return false;
        }

        var name = node[0].Name;
        var shadowed = _bound.TryGetValue(name, out var outer);
        try
        {
            for (var k = low; k <= high; k++)
            {
                _bound[name] = new Rational(k);
                if (!TryRational(name == "i" ? Rewriting.Replace(IndexI(node[3]), name, Node.OfNumber(k)) : node[3], out var term))
                {
                    return false;
                }

                value = node.Name == "sum" ? value + term : value * term;
                Charge(value);
            }
        }
        finally
        {
            _bound.Remove(name);
            if (shadowed)
            {
                _bound[name] = outer;
            }
        }

        return true;
    }

    // Under a sum over i the letter is the index, not the imaginary unit.
    private static Node IndexI(Node node)
    {
        if (node.IsConstant("i"))
        {
            return Node.Symbol("i");
        }

        return node.Items.Length == 0 ? node : node.With([.. node.Items.Select(IndexI)]);
    }

    /// <summary>The value at a point; false when it has none there (a pole, a logarithm of 0) or is no number.</summary>
    public bool TryValue(Node node, int point, int precision, out Complex value)
    {
        try
        {
            return Value(node, point, precision, out value);
        }
        catch (ArithmeticException)
        {
            value = default;
            return false;
        }
    }

    private bool Value(Node node, int point, int p, out Complex value)
    {
        budget.Spend(3 + (p / 128));
        value = default;
        switch (node.Kind)
        {
            case NodeKind.Number or NodeKind.BasedNumber:
                value = Complex.Real(Ball.Of(node.Value, p));
                return true;
            case NodeKind.Constant:
                switch (node.Name)
                {
                    case "pi":
                        value = Complex.Real(Elementary.Pi(p).Round(p));
                        return true;
                    case "e":
                        value = Complex.Real(Elementary.Exp(Ball.One, p, budget));
                        return true;
                    case "i":
                        value = Complex.I;
                        return true;
                    default:
                        return false;
                }

            case NodeKind.Symbol:
                value = _bound.TryGetValue(node.Name, out var bound) ? Complex.Real(Ball.Of(bound, p)) : Complex.Real(Free(node.Name, point));
                return true;
            case NodeKind.Add:
                value = Complex.Zero;
                foreach (var item in node.Items)
                {
                    if (!Value(item, point, p, out var term))
                    {
                        return false;
                    }

                    value = Complex.Add(value, term, p);
                }

                return true;
            case NodeKind.Multiply:
                value = Complex.One;
                foreach (var item in node.Items)
                {
                    // a/b in one division: no reciprocal is rounded.
                    var inverse = item.Kind == NodeKind.Power && ReferenceEquals(item[1], Node.MinusOne);
                    if (!Value(inverse ? item[0] : item, point, p, out var factor))
                    {
                        return false;
                    }

                    value = inverse ? Complex.Divide(value, factor, p) : Complex.Multiply(value, factor, p);
                }

                return true;
            case NodeKind.Power:
                return Raise(node, point, p, out value);
            case NodeKind.Percent:
                if (!Value(node[0], point, p, out value))
                {
                    return false;
                }

                value = Complex.Divide(value, Complex.Real(Ball.Of(100)), p);
                return true;
            case NodeKind.Degree:
                if (!Value(node[0], point, p, out value))
                {
                    return false;
                }

                value = Complex.Divide(Complex.Multiply(value, Complex.Real(Elementary.Pi(p)), p), Complex.Real(Ball.Of(180)), p);
                return true;
            case NodeKind.Factorial:
                return Factorial(node, point, p, out value);
            case NodeKind.Ratio when node.Items.Length == 2:
                if (!Value(node[0], point, p, out var top) || !Value(node[1], point, p, out var bottom))
                {
                    return false;
                }

                value = Complex.Divide(top, bottom, p);
                return true;
            case NodeKind.Call:
                return Call(node, point, p, out value);
            case NodeKind.Big:
                return Series(node, point, p, out value);
            default:
                return false;
        }
    }

    // Fixed pseudo-random values, exact in binary: positive at even points, of mixed signs at odd ones.
    private Ball Free(string name, int point)
    {
        var hash = 0xcbf29ce484222325UL ^ ((ulong)(uint)point * 0x9E3779B97F4A7C15UL);
        foreach (var c in name)
        {
            hash = (hash ^ c) * 0x100000001b3UL;
        }

        hash ^= hash >> 31;
        hash *= 0xBF58476D1CE4E5B9UL;
        hash ^= hash >> 29;
        if (IntegerPoints)
        {
            return Ball.Of(3 + (long)(hash % 23));
        }

        if (Stepped)
        {
            var count = name is "n" or "m" or "k" or "i" or "j" or "l" or "p" or "q" or "N" or "M" or "K" or "L";
            if (!count && point % 2 == 1)
            {
                return new Ball(1_048_577 + (long)(hash % 40_000_000), -20, Ball.Exact);
            }

            // Every residue comes up: 1 … 97, each letter in its own stride.
            var letter = 0xcbf29ce484222325UL;
            foreach (var c in name)
            {
                letter = (letter ^ c) * 0x100000001b3UL;
            }

            return Ball.Of(1 + (long)((((ulong)(uint)point * (1 + (letter % 96))) + ((letter >> 20) % 97)) % 97));
        }

        // 0.27 … 2.77, or 0.03 … 0.93 at every third point, in steps of 2^-20.
        var magnitude = point % 3 == 2 ? 31_457 + (long)(hash % 943_718) : 283_115 + (long)(hash % 2_621_440);
        var negative = (point & 1) == 1 && ((hash >> 40) & 1) == 1;
        return new Ball(negative ? -magnitude : magnitude, -20, Ball.Exact);
    }

    private Complex Opaque(Node node, int point) => Complex.Real(Free(Canonical.Of(node, budget), point));

    private bool Raise(Node node, int point, int p, out Complex value)
    {
        value = default;
        if (node[0].IsConstant("e"))
        {
            if (!Value(node[1], point, p, out var power))
            {
                return false;
            }

            value = Complex.Exp(power, p, budget);
            return true;
        }

        if (!Value(node[0], point, p, out var b))
        {
            return false;
        }

        if (TryRational(node[1], out var exponent))
        {
            return RationalPower(b, exponent, p, out value);
        }

        if (!Value(node[1], point, p, out var e))
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

        value = Complex.Exp(Complex.Multiply(e, Complex.Ln(b, p + 16, budget), p + 16), p, budget);
        return true;
    }

    private bool RationalPower(Complex b, Rational exponent, int p, out Complex value)
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

    private bool Factorial(Node node, int point, int p, out Complex value)
    {
        value = default;
        if (TryRational(node, out var exact))
        {
            value = Complex.Real(Ball.Of(exact, p));
            return true;
        }

        if (!Value(node[0], point, p, out var n) || !n.IsReal)
        {
            return false;
        }

        if (n.Re.ErrorExponent > Ball.Exact && n.Re.Magnitude < 64)
        {
            value = Opaque(node, point);
            return true;
        }

        if (n.Re.Exponent >= 0 && n.Re.Magnitude < 11 && n.Re.Sign >= 0 && TryFactorial(new Rational(n.Re.Mantissa << (int)n.Re.Exponent), 1, out exact))
        {
            value = Complex.Real(Ball.Of(exact, p));
            return true;
        }

        if (n.Re.Sign < 0 || (n.Re.Exponent < 0 && n.Re.Magnitude < 64))
        {
            value = Opaque(node, point);
            return true;
        }

        value = Complex.Real(Elementary.Exp(Elementary.LnFactorial(n.Re, p + 64, budget), p, budget));
        return true;
    }

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

    // The bounds at a point where the variables are whole numbers: 1 + … + n.
    private bool SeriesBoundsAt(Node node, int point, int p, out int low, out int high)
    {
        (low, high) = (0, 0);
        if (!IntegerPoints || node.Name is not ("sum" or "prod") || node[0].Name.Length == 0 || !Value(node[1], point, p, out var from) || !Value(node[2], point, p, out var to)
            || Whole(from) is not { } first || Whole(to) is not { } last || first.Bits > 30 || last.Bits > 30 || last.Numerator - first.Numerator > MostTerms)
        {
            return false;
        }

        (low, high) = ((int)first.Numerator, (int)last.Numerator);
        return true;
    }

    private bool Series(Node node, int point, int p, out Complex value)
    {
        if (!SeriesBounds(node, out var low, out var high) && !SeriesBoundsAt(node, point, p, out low, out high))
        {
            value = Opaque(node, point);
            return true;
        }

        value = node.Name == "sum" ? Complex.Zero : Complex.One;
        var name = node[0].Name;
        var body = name == "i" ? IndexI(node[3]) : node[3];
        var shadowed = _bound.TryGetValue(name, out var outer);
        try
        {
            for (var k = low; k <= high; k++)
            {
                _bound[name] = new Rational(k);
                if (!Value(body, point, p, out var term))
                {
                    return false;
                }

                value = node.Name == "sum" ? Complex.Add(value, term, p) : Complex.Multiply(value, term, p);
            }
        }
        finally
        {
            _bound.Remove(name);
            if (shadowed)
            {
                _bound[name] = outer;
            }
        }

        return true;
    }
}
