using System.Numerics;

using Guide.Answers.Extraction;
using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

using Complex = Guide.Answers.Numbers.Complex;

namespace Guide.Answers.Equivalence;

/// <summary>Equality of two expressions: exact, then canonical, then by value in balls. Tolerance only where one is given.</summary>
internal sealed class Scalars
{
    private const int Coarse = 96;
    private const int Fine = 224;
    private const int Finest = 4096;
    private const int ErrorOfPoints = -30;
    private const int FinestAtPoints = 768;
    private const int Finer = 448;
    private const int MostExpensivePoints = 9;
    private const int MarginBits = 100;
    private const int SmallestSize = -200;
    private const int ToleranceBits = 30;
    private const int PointsInFull = 4;
    private const int KeptForRemainder = 12;
    private const int PointsBeforeSpecial = 8;
    private const string Lost = ", a summand is lost beside the others";
    private const string Drowned = ", the values drown in their error bounds";
    private const string ByPoints = ", by agreement at points, not by one normal form";

    // A decimal with this many significant digits, correctly rounded, stands for an irrational or a periodic value.
    private const int DigitsOfAnApproximation = 8;

    private readonly Budget _budget;
    private readonly Evaluator _evaluator;
    private readonly Rational _tolerance;
    private readonly ProblemText _problem;

    public Scalars(Budget budget, bool naturalLog, Rational tolerance, ProblemText problem)
    {
        _budget = budget;
        _evaluator = new Evaluator(budget, naturalLog);
        _tolerance = tolerance;
        _problem = problem;
    }

    public Evaluator Evaluator => _evaluator;

    /// <summary>What the last comparison of functions leaves to say: agreement at points is no proof, and values can drown in their error bounds; empty for nothing.</summary>
    public string Note { get; private set; } = string.Empty;

    /// <summary>True when the two are the same number or the same function of their variables (within the tolerance, for numbers).</summary>
    public bool Equal(Node gold, Node said)
    {
        _budget.Spend(4);
        if (ReferenceEquals(gold, said))
        {
            return true;
        }

        if (Infinite(gold) is var left && Infinite(said) is var right && (left != 0 || right != 0))
        {
            return left == right;
        }

        var goldExact = _evaluator.TryRational(gold, out var a);
        var saidExact = _evaluator.TryRational(said, out var b);
        if (goldExact && saidExact)
        {
            return a == b || Near(a, b) || Approximates(gold, a, said, b);
        }

        if (!IsScalar(gold) || !IsScalar(said))
        {
            return false;
        }

        if (Canonical.Of(gold, _budget) == Canonical.Of(said, _budget))
        {
            return true;
        }

        if (!Rewriting.HasSymbols(gold) && !Rewriting.HasSymbols(said) && !HasOpaque(gold) && !HasOpaque(said))
        {
            return EqualClosed(gold, said);
        }

        return EqualFunctions(gold, said);
    }

    private static bool HasOpaque(Node node) => node.Any(static item => item.Kind == NodeKind.Big && item.Name is "int" or "lim");

    private static bool IsScalar(Node node) => !node.Any(static item => (item.Kind == NodeKind.Text && item.Name.Length > 0) || item.Kind is NodeKind.Tuple or NodeKind.Set or NodeKind.Relation or NodeKind.Interval or NodeKind.List or NodeKind.Union or NodeKind.Time or NodeKind.Date or NodeKind.Quantity or NodeKind.Congruence or NodeKind.Cases);

    private static int Infinite(Node node)
    {
        if (node.IsConstant("inf"))
        {
            return 1;
        }

        return node.Kind == NodeKind.Multiply && node.Items.Length == 2 && node[0].IsNumber && node[0].Value == Rational.MinusOne && node[1].IsConstant("inf") ? -1 : 0;
    }

    public static bool IsInfinite(Node node) => Infinite(node) != 0;

    private bool Near(Rational gold, Rational said)
    {
        if (_tolerance.IsZero || gold.IsZero)
        {
            return false;
        }

        return Rational.Compare((gold - said).Abs(), _tolerance * gold.Abs()) <= 0;
    }

    /// <summary>A long decimal against a fraction that it rounds (or cuts) correctly.</summary>
    private static bool Approximates(Node gold, Rational a, Node said, Rational b)
    {
        // Two decimals, or a decimal and a finite one, are what they say.
        if (DecimalPlaces(gold) is { } goldPlaces && DecimalPlaces(said) is null && !Terminates(b))
        {
            return SignificantDigits(a, goldPlaces) >= DigitsOfAnApproximation && Rounds(b, a, goldPlaces);
        }

        if (DecimalPlaces(said) is { } saidPlaces && DecimalPlaces(gold) is null && !Terminates(a))
        {
            return SignificantDigits(b, saidPlaces) >= DigitsOfAnApproximation && Rounds(a, b, saidPlaces);
        }

        return false;
    }

    private static bool Terminates(Rational value)
    {
        var d = value.Denominator;
        if (d.GetBitLength() > 200)
        {
            return true;
        }

        while (d.IsEven)
        {
            d >>= 1;
        }

        while ((d % 5).IsZero)
        {
            d /= 5;
        }

        return d.IsOne;
    }

    /// <summary>How many digits stand behind the point of a decimal literal, its sign and its power of ten seen through; null for anything else.</summary>
    public static int? DecimalPlaces(Node node)
    {
        if (node.IsNumber)
        {
            return node.Places >= 0 ? node.Places : null;
        }

        if (node.Kind == NodeKind.Multiply && node.Items.Length == 2)
        {
            if (node[0].IsNumber && node[0].Value == Rational.MinusOne)
            {
                return DecimalPlaces(node[1]);
            }

            if (node[0].IsNumber && node[0].Places >= 0 && node[1].Kind == NodeKind.Power && node[1][0].IsNumber && node[1][0].Value == new Rational(10) && node[1][1].IsNumber && node[1][1].Value.IsInteger && node[1][1].Value.Bits < 14)
            {
                return node[0].Places - (int)node[1][1].Value.Numerator;
            }
        }

        return null;
    }

    private static int SignificantDigits(Rational value, int places)
    {
        if (Math.Abs(places) > 2000)
        {
            return 0;
        }

        var scaled = (value * Rational.Pow(new Rational(10), places)).Numerator;
        return BigInteger.Abs(scaled).ToString(System.Globalization.CultureInfo.InvariantCulture).Length;
    }

    private static bool Rounds(Rational exact, Rational rounded, int places)
    {
        var ulp = Rational.Pow(new Rational(10), -places);
        return Rational.Compare((exact - rounded).Abs(), ulp) < 0;
    }

    // Overlapping values are equal only where the bound of their difference is small beside them; one that drowned in its bound agrees with everything.
    private bool EqualClosed(Node gold, Node said)
    {
        for (var precision = Coarse; precision <= Finest; precision = precision == Coarse ? Fine : precision * 2)
        {
            if (!_evaluator.TryValue(gold, 0, precision, out var a) || !_evaluator.TryValue(said, 0, precision, out var b))
            {
                return false;
            }

            if (!_tolerance.IsZero && a.MayBeReal && b.MayBeReal && WithinTolerance(a.Re, b.Re, precision) is not false and var within)
            {
                if (within is true)
                {
                    return true;
                }

                continue;
            }

            if (!Overlap(a, b, precision))
            {
                return precision == Coarse && ApproximatesClosed(gold, said, a, b);
            }

            var size = Math.Max(a.Magnitude, b.Magnitude);
            if (size > Finest - 160)
            {
                throw new BudgetExceededException();
            }

            // Large numbers are told apart down to their units, small ones to 200 bits below their own size; what is left of their difference by itself.
            if (precision - Math.Max(size, 0) >= 160 && IsNarrow(a, b))
            {
                var rest = Remainder.Of(gold, said, _evaluator, _budget);
                return !rest.IsConstant && !rest.DiffersAt(0, precision) && InFull(rest, precision);
            }
        }

        Note = Drowned;
        return false;
    }

    /// <summary>True when two closed values are equal, or within one part in a hundred where one is a decimal: what people write with "=" between a value and its rounding.</summary>
    public bool Close(Node a, Node b)
    {
        if (Equal(a, b))
        {
            return true;
        }

        if (DecimalPlaces(a) is null && DecimalPlaces(b) is null)
        {
            return !IsScalar(a) || !IsScalar(b);
        }

        return _evaluator.TryValue(a, 0, Coarse, out var x) && _evaluator.TryValue(b, 0, Coarse, out var y) && Ball.Subtract(Ball.Multiply(x.Re.Sign < 0 ? -x.Re : x.Re, Ball.Of(Rational.Of(1, 100), Coarse), Coarse), Ball.Subtract(x.Re, y.Re, Coarse) is var difference && difference.Sign < 0 ? -difference : difference, Coarse).Sign >= 0;
    }

    /// <summary>True when a function takes both signs at its sample points.</summary>
    public bool ChangesSign(Node node)
    {
        _evaluator.Choose(node, node, _problem.PositiveLetters);
        var (above, below) = (false, false);
        for (var point = 0; point < _evaluator.Points.Count && !(above && below); point++)
        {
            if (_evaluator.TryValue(node, point, Coarse, out var value) && value.MayBeReal && !value.Re.MayBeZero)
            {
                above |= value.Re.Sign > 0;
                below |= value.Re.Sign < 0;
            }
        }

        return above && below;
    }

    // The bound is far below 1, and far below the values where they are not 0.
    private static bool IsNarrow(Complex a, Complex b) => Error(a, b) <= Math.Min(Size(a, b), 0) - MarginBits;

    private static bool MayBeZero(Complex value) => value.Re.MayBeZero && value.Im.MayBeZero;

    // Null where the bounds leave it open.
    private bool? WithinTolerance(Ball gold, Ball said, int precision)
    {
        var difference = Ball.Subtract(gold, said, precision);
        var allowed = Ball.Multiply(gold.Sign < 0 ? -gold : gold, Ball.Of(_tolerance, precision), precision);
        var rest = Ball.Subtract(allowed, difference.Sign < 0 ? -difference : difference, precision);
        return !rest.MayBeZero ? rest.Sign > 0 : rest.ErrorExponent <= allowed.Magnitude - ToleranceBits ? true : null;
    }

    private bool ApproximatesClosed(Node gold, Node said, Complex a, Complex b)
    {
        if (!a.MayBeReal || !b.MayBeReal)
        {
            return false;
        }

        // One is a decimal literal, the other is irrational.
        var (decimalNode, exact) = DecimalPlaces(gold) is not null ? (gold, b) : (said, a);
        if (DecimalPlaces(decimalNode) is not { } places || !_evaluator.TryRational(decimalNode, out var value) || SignificantDigits(value, places) < DigitsOfAnApproximation)
        {
            return false;
        }

        var difference = Ball.Subtract(exact.Re, Ball.Of(value, Fine), Fine);
        var ulp = Ball.Of(Rational.Pow(new Rational(10), -places), Coarse);
        return Ball.Subtract(ulp, difference.Sign < 0 ? -difference : difference, Coarse).Sign > 0;
    }

    // True when the two are known to thirty bits behind the point and below their own size, or differ anyway: of values known to fewer, nothing follows from their bounds overlapping.
    private static bool Tells(Complex a, Complex b) => IsKnown(a, b) || !Overlap(a, b, Fine);

    private static bool IsKnown(Complex a, Complex b) => Error(a, b) <= Math.Min(Size(a, b), 0) + ErrorOfPoints;

    // Of the larger one, in bits; what may be 0 is told from 0 down to the smallest size.
    private static long Size(Complex a, Complex b) => MayBeZero(a) && MayBeZero(b) ? SmallestSize : Math.Max(a.Magnitude, b.Magnitude);

    private static long Error(Complex a, Complex b) => Math.Max(Math.Max(a.Re.ErrorExponent, a.Im.ErrorExponent), Math.Max(b.Re.ErrorExponent, b.Im.ErrorExponent));

    private static bool Overlap(Complex a, Complex b, int precision) => Ball.Subtract(a.Re, b.Re, precision).MayBeZero && Ball.Subtract(a.Im, b.Im, precision).MayBeZero;

    // True when nothing is left of the difference with as many bits as its terms lie apart.
    private bool InFull(Remainder rest, int precision)
    {
        var nothing = rest.IsNothingInFull(precision);
        Note = nothing is null ? Lost : Note;
        return nothing is true;
    }

    private bool EqualFunctions(Node gold, Node said)
    {
        _evaluator.Choose(gold, said, _problem.PositiveLetters);
        Note = string.Empty;
        var rest = Remainder.Of(gold, said, _evaluator, _budget);
        var hasI = gold.Any(static item => item.IsConstant("i")) || said.Any(static item => item.IsConstant("i"));
        return !rest.IsConstant && AtPoints(gold, said, rest, hasI) && InFull(rest, Coarse) && Elsewhere(rest, hasI);
    }

    // What is left may lie elsewhere than the values: off the binary fractions, at corners and steps of its own.
    private bool Elsewhere(Remainder rest, bool hasI)
    {
        if (rest.IsZero)
        {
            return true;
        }

        var wholes = _evaluator.Points.Whole;
        _evaluator.Choose(rest.Node, rest.Node, _problem.PositiveLetters);
        return (wholes || !rest.DiffersAt(SamplePoints.OffGrid, Fine, realOnly: !hasI)) && (_evaluator.Points.IsSmooth || AlongRays(rest, hasI));
    }

    // The special points of what is left, then those of the pair again.
    private bool AtSpecialPoints(Node gold, Node said, Remainder rest, bool hasI)
    {
        _evaluator.Choose(rest.Node, rest.Node, _problem.PositiveLetters);
        var nothing = AtSpecialPoints(rest, hasI);
        _evaluator.Choose(gold, said, _problem.PositiveLetters);
        return nothing;
    }

    private bool AtPoints(Node gold, Node said, Remainder rest, bool hasI)
    {
        var points = _evaluator.Points;
        var (agreed, complexAgreed, complexDiffer, unknown) = (0, 0, 0, 0);
        var before = _budget.Left;
        for (var point = 0; point < points.Count; point++)
        {
            if (point > MostExpensivePoints && _budget.Left < (before - _budget.Left) / point * (points.IsSmooth ? 3 : KeptForRemainder))
            {
                // Another could not be paid: those that were tried decide.
                break;
            }

            if (point == PointsBeforeSpecial && !points.IsSmooth && !AtSpecialPoints(gold, said, rest, hasI))
            {
                return false;
            }

            // Most points refuse only: coarse there. The second and third confirm.
            var precision = point is 1 or 2 && !points.Stepped ? Fine : Coarse;
            switch (At(gold, said, point, precision, hasI))
            {
                case Agreement.Differ:
                    return false;
                case Agreement.Agree when rest.IsZero:
                    return true;
                case Agreement.Agree when point < PointsInFull && rest.DiffersAt(point, precision):
                    return false;
                case Agreement.Agree:
                    agreed += point > 0 ? 1 : 0;
                    break;
                case Agreement.AgreeOutside:
                    complexAgreed++;
                    break;
                case Agreement.DifferOutside:
                    complexDiffer++;
                    break;
                case Agreement.Unknown when rest.DiffersAt(point, precision, realOnly: !hasI):
                    return false;
                case Agreement.Unknown:
                    unknown++;
                    break;
            }

            if (agreed == points.Enough && points.IsSmooth)
            {
                Note = ByPoints;
                return true;
            }
        }

        if (unknown > points.Count / 2 && agreed < points.Enough)
        {
            Note = Drowned;
            return false;
        }

        Note = ByPoints;
        return agreed >= (points.Stepped ? points.Enough : 2) || (complexDiffer == 0 && agreed + complexAgreed >= 3);
    }

    // Steps and corners may differ at single points: where the sums inside them vanish, where letters are equal, at small whole numbers.
    private bool AtSpecialPoints(Remainder rest, bool hasI)
    {
        var before = _budget.Left;
        var count = _evaluator.Points.EndOfSpecial - SamplePoints.FirstSpecial;
        for (var tried = 0; tried < count && (tried == 0 || _budget.Left > before / 3 * 2); tried++)
        {
            if (rest.DiffersAt(SamplePoints.FirstSpecial + tried, Coarse, realOnly: !hasI))
            {
                return false;
            }
        }

        return true;
    }

    // Corners and steps can lie anywhere: the letters together, then each alone, from near 0 to 2^63, with both signs.
    private bool AlongRays(Remainder rest, bool hasI)
    {
        var before = _budget.Left;
        var count = _evaluator.Points.EndOfRays - SamplePoints.FirstRay;
        for (var tried = 0; tried < count; tried++)
        {
            // As many as can be paid, spread over the ray.
            if (tried > 0 && _budget.Left < (before - _budget.Left) / tried * 3)
            {
                break;
            }

            var point = SamplePoints.FirstRay + (tried / SamplePoints.Rays * SamplePoints.Rays) + (tried * SamplePoints.RayStep % SamplePoints.Rays);
            if (rest.DiffersAt(point, Coarse, realOnly: !hasI))
            {
                return false;
            }
        }

        return true;
    }

    private enum Agreement
    {
        Nowhere,
        Agree,
        Differ,
        AgreeOutside,
        DifferOutside,
        Unknown,
    }

    // How the two compare at one point.
    private Agreement At(Node gold, Node said, int point, int precision, bool hasI)
    {
        var goldHas = _evaluator.TryValue(gold, point, precision, out var a);
        var saidHas = _evaluator.TryValue(said, point, precision, out var b);
        if (goldHas != saidHas && _evaluator.Points.Stepped && precision < Finer)
        {
            // A step of something large wants all its digits.
            return At(gold, said, point, Finer, hasI);
        }

        if (!goldHas || !saidHas)
        {
            // A pole of one only, at a point in general position: different.
            // Among whole numbers it is the factorial of a negative one, where C(n, k) is 0.
            return goldHas == saidHas || _evaluator.Points.Whole ? Agreement.Nowhere : Agreement.Differ;
        }

        while (!Tells(a, b) && precision < FinestAtPoints)
        {
            precision *= 2;
            if (!_evaluator.TryValue(gold, point, precision, out a) || !_evaluator.TryValue(said, point, precision, out b))
            {
                return Agreement.Differ;
            }
        }

        if (!Tells(a, b))
        {
            // Too large here to be told apart: this point says nothing.
            return Agreement.Unknown;
        }

        var overlap = Overlap(a, b, precision);
        if (!hasI && !a.MayBeReal && !b.MayBeReal)
        {
            // Outside both domains: principal branches may differ there without harm.
            return overlap ? Agreement.AgreeOutside : Agreement.DifferOutside;
        }

        return overlap ? Agreement.Agree : Agreement.Differ;
    }

    /// <summary>−1, 0 or 1 as a closed expression is negative, zero or positive; null when it has no real value.</summary>
    public int? Sign(Node node)
    {
        if (Infinite(node) is var infinite and not 0)
        {
            return infinite;
        }

        if (_evaluator.TryRational(node, out var exact))
        {
            return exact.Sign;
        }

        for (var precision = Fine; precision <= FinestAtPoints && !Rewriting.HasSymbols(node); precision *= 2)
        {
            _evaluator.Spread.Reset();
            if (!_evaluator.TryValue(node, 0, precision, out var value) || !value.MayBeReal)
            {
                return null;
            }

            if (!value.Re.MayBeZero)
            {
                return value.Re.Sign;
            }

            if (value.Re.ErrorExponent <= -MarginBits && _evaluator.Spread.Bits <= precision - MarginBits)
            {
                return 0;
            }
        }

        return null;
    }

    /// <summary>The order of two closed expressions; null when one has no real value.</summary>
    public int? Compare(Node a, Node b)
    {
        var (left, right) = (Infinite(a), Infinite(b));
        if (left != 0 || right != 0)
        {
            return left.CompareTo(right);
        }

        if (_evaluator.TryRational(a, out var x) && _evaluator.TryRational(b, out var y))
        {
            return Rational.Compare(x, y);
        }

        // What both share cancels exactly.
        return Sign(Remainder.Of(a, b, _evaluator, _budget).Node);
    }

    /// <summary>True when the values are all the roots of a polynomial in the letter: the real ones, or all of them where one of the values is not real. Null when it is no polynomial.</summary>
    public bool? AreRoots(Node polynomial, string letter, IReadOnlyList<Node> values)
    {
        if (new NormalForm(_evaluator, _budget).Coefficients(polynomial, letter) is not { } coefficients || PolynomialRoots.Of(coefficients, _budget) is not { } roots)
        {
            return null;
        }

        var complex = values.Any(static value => value.Any(static item => item.IsConstant("i")));
        if (values.Count != (complex ? roots.All : roots.Real))
        {
            return false;
        }

        for (var i = 0; i < values.Count; i++)
        {
            var value = values[i];
            if (Rewriting.HasSymbols(value) || !Equal(Rewriting.Replace(polynomial, letter, value), Node.Zero) || values.Take(i).Any(other => Equal(other, value)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True when one is the other times a number and letters that the other divides by: Lθ″ + gθ and θ″ + (g/L)θ.</summary>
    public bool IsMonomialMultiple(Node a, Node b) => new NormalForm(_evaluator, _budget).AreProportional(a, b);

    /// <summary>The constant c with a = c·b everywhere, as its sign; 0 when there is none.</summary>
    public int ConstantRatio(Node a, Node b)
    {
        _evaluator.Choose(a, b, _problem.PositiveLetters);
        Complex? first = null;
        var agreed = 0;
        var points = _evaluator.Points;
        for (var point = 0; point < points.Count && !(points.IsSmooth && agreed == 3); point++)
        {
            var has = _evaluator.TryValue(a, point, Fine, out var x);
            if (has != _evaluator.TryValue(b, point, Fine, out var y))
            {
                return 0;
            }

            if (!has || !IsKnown(x, y))
            {
                continue;
            }

            if (y.Re.MayBeZero && y.Im.MayBeZero)
            {
                if (x.Re.MayBeZero && x.Im.MayBeZero)
                {
                    continue;
                }

                return 0;
            }

            var ratio = Complex.Divide(x, y, Fine);
            if (!ratio.MayBeReal || ratio.Re.MayBeZero)
            {
                return 0;
            }

            if (first is { } earlier && !Overlap(earlier, ratio, Fine))
            {
                return 0;
            }

            first ??= ratio;
            agreed++;
        }

        return agreed >= 2 ? first!.Value.Re.Sign : 0;
    }
}
