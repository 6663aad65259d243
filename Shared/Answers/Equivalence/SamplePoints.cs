using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>
/// Where the free variables of a pair of expressions lie: pseudo-random values, exact in binary, the same for every run. Smooth expressions need few. Where one has
/// corners, steps or roots, the points lie on both sides of each corner, at all sizes from well below the constants to well above them, with all signs of the letters.
/// </summary>
internal sealed class SamplePoints(Budget budget)
{
    private const int SmoothPoints = 9;
    private const int CornerPoints = 44;
    private const int StepPoints = 60;
    private const int WholePoints = 14;
    private const int MostBreaks = 12;
    private const int LargestScaleBits = 40;
    private const int RayStride = 3;
    private const int LowestRay = -6;
    private const int OffGridPrecision = 256;

    /// <summary>A point off the binary fractions: there 2^100·x is no whole number.</summary>
    public const int OffGrid = 900;

    /// <summary>The first of the points along rays.</summary>
    public const int FirstRay = 1_000;

    /// <summary>The first of the special points: <see cref="SpecialPoints"/>.</summary>
    public const int FirstSpecial = 10_000;

    /// <summary>How many points a ray has, both signs together.</summary>
    public const int Rays = 48;

    /// <summary>A step that reaches every point of a ray, far ones early.</summary>
    public const int RayStep = 29;

    private readonly Dictionary<string, int> _letters = new(StringComparer.Ordinal);
    private HashSet<string> _positive = [];
    private Rational[] _breaks = [];
    private IReadOnlyList<IReadOnlyDictionary<string, Ball>>? _special;
    private Func<IReadOnlyList<IReadOnlyDictionary<string, Ball>>> _findSpecial = static () => [];
    private double _span = 1;
    private long _largest;
    private bool _corners;
    private bool _grows;

    /// <summary>Free variables take whole values of 3 and more (factorials and binomials want them).</summary>
    public bool Whole { get; private set; }

    /// <summary>The expressions have steps (floors, remainders): variables range wide, on and between the whole numbers, and the letters of counts take whole values.</summary>
    public bool Stepped { get; private set; }

    /// <summary>True when agreement on any stretch is agreement everywhere.</summary>
    public bool IsSmooth => !_corners && !Stepped && !Whole;

    /// <summary>How many points there are.</summary>
    public int Count { get; private set; } = SmoothPoints;

    /// <summary>Behind the last point along rays: one ray with all letters, one with each of the first three alone; short where wholes are wanted or exponents grow.</summary>
    public int EndOfRays => FirstRay + (Rays * (1 + (_letters.Count is 1 ? 0 : Math.Min(3, _letters.Count))));

    /// <summary>Behind the last special point: there are some where the expressions have corners or steps.</summary>
    public int EndOfSpecial => FirstSpecial + (_special ??= _findSpecial()).Count;

    /// <summary>How many of them must agree before the two are one function.</summary>
    public int Enough { get; private set; } = 3;

    /// <summary>Chooses the points for a pair. Letters that stand to odd powers under roots, logarithms or letters' powers on both sides are positive: elsewhere neither has a value.</summary>
    /// <param name="a">One expression.</param>
    /// <param name="b">The other.</param>
    /// <param name="exact">For the constants in their corners.</param>
    /// <param name="positive">Letters that the problem says are positive.</param>
    public void Choose(Node a, Node b, ExactEvaluator exact, IReadOnlySet<string> positive)
    {
        var traits = ExpressionTraits.Of(a, b);
        Whole = traits.WantsWholes;
        Stepped = traits.Steps;
        _corners = traits.Corners.Count > 0;
        _letters.Clear();
        foreach (var letter in traits.Letters)
        {
            _letters[letter] = _letters.Count;
        }

        _positive = [.. positive];
        if (traits.Roots)
        {
            var inBoth = PositiveLetters.Of(a, exact);
            inBoth.IntersectWith(PositiveLetters.Of(b, exact));
            _positive.UnionWith(inBoth);
        }

        _special = null;
        _findSpecial = traits.Inner.Count > 0 ? () => SpecialPoints.Of(traits, exact, IsCount, _positive.Contains) : static () => [];
        _largest = traits.LargestConstant;
        _span = Math.Log2(40) + Math.Log2(Math.Max(1, Math.Min(_largest, 1L << LargestScaleBits)));
        _grows = traits.Grows;
        if (traits.Grows)
        {
            _span = Math.Min(_span, 5);
        }

        _breaks = _corners && _letters.Count == 1 ? Breaks(traits, exact) : [];
        _breaks = _positive.Count > 0 && _breaks.Length > 0 && _positive.Contains(traits.Letters[0]) ? Array.FindAll(_breaks, static value => value.Sign > 0) : _breaks;
        (Count, Enough) = Stepped ? (StepPoints, StepPoints / 2) : Whole ? (WholePoints, WholePoints / 2) : _corners ? (CornerPoints, CornerPoints / 4) : (SmoothPoints, 3);
    }

    /// <summary>What cannot be computed (an integral, an unknown function) counts as one more variable, named by its canonical form.</summary>
    public Complex Opaque(Node node, int point) => Complex.Real(Free(Canonical.Of(node, budget), point));

    /// <summary>The value of a free variable at a point.</summary>
    public Ball Free(string name, int point)
    {
        var index = _letters.TryGetValue(name, out var known) ? known : -1;
        if (point >= FirstSpecial && _special![point - FirstSpecial].TryGetValue(name, out var special))
        {
            return special;
        }

        if (point == OffGrid && !Whole && !(Stepped && IsCount(name)))
        {
            return Ball.Divide(Elementary.Pi(OffGridPrecision), Ball.Of(7 + (4 * Math.Max(0, index))), OffGridPrecision);
        }

        if (point >= FirstRay)
        {
            return Ray(name, index, point - FirstRay);
        }

        var hash = Hash(index < 0 ? name : null, index, point);
        if (Stepped)
        {
            return Step(name, index, point, hash);
        }

        if (Whole)
        {
            return Ball.Of(3 + (long)(hash % (ulong)(23 + (point % 2 == 1 ? 2 * Math.Min(_largest, 400) : 0))));
        }

        if (index == 0 && point > 0 && point <= _breaks.Length)
        {
            return Ball.Of(_breaks[point - 1], 200);
        }

        var negative = Negative(index, point, hash) && !_positive.Contains(name);
        if (_corners && point >= 3)
        {
            // All sizes from 1/30 to forty times the largest constant, by their logarithm; the first letter in even steps.
            var part = index <= 0 ? ((point * 0.6180339887498949) + ((hash % 1000) * 0.00001)) % 1.0 : (hash % 1_000_003) / 1_000_003.0;
            return Dyadic(Math.Pow(2, -5 + (part * (5 + _span))), negative);
        }

        // 0.27 … 2.77, or 0.03 … 0.93 at every third point.
        var magnitude = point % 3 == 2 ? 31_457 + (long)(hash % 943_718) : 283_115 + (long)(hash % 2_621_440);
        return new Ball(negative ? -magnitude : magnitude, -20, Ball.Exact);
    }

    // The signs of the letters run through all patterns: positive at the first point, then by the bits of the point's number.
    private static bool Negative(int index, int point, ulong hash)
    {
        if (point == 0)
        {
            return false;
        }

        return index is < 0 or > 4 ? ((hash >> 40) & 1) == 1 : ((point >> index) & 1) == 1;
    }

    private static Ball Dyadic(double magnitude, bool negative)
    {
        var mantissa = (long)(magnitude * 1_048_576) | 1;
        return new Ball(negative ? -mantissa : mantissa, -20, Ball.Exact);
    }

    // 1.37·2^k with k from −6 to 63, the other letters at about 3/2 where one goes alone.
    private Ball Ray(string name, int index, int place)
    {
        var alone = (place / Rays) - 1;
        var k = LowestRay + (place % Rays / 2 * RayStride);
        k = Whole && !Stepped ? k % 6 : _grows ? k % 12 : k;
        k = alone >= 0 && alone != index ? 0 : k;
        var negative = place % 2 == 1 && !Whole && !(Stepped && IsCount(name)) && !_positive.Contains(name) && (alone < 0 || alone == index);
        var mantissa = 1_436_549L + (115_343L * Math.Max(0, index));
        if (Whole || (Stepped && IsCount(name)))
        {
            return Ball.Of(k <= 0 ? 2 + Math.Max(0, index) : (long)Math.Floor((mantissa / 1_048_576.0) * Math.Pow(2, Math.Min(k, 50))));
        }

        return new Ball(negative ? -mantissa : mantissa, k - 20, Ball.Exact);
    }

    private static bool IsCount(string name) => name is "n" or "m" or "k" or "i" or "j" or "l" or "p" or "q" or "N" or "M" or "K" or "L";

    private Ball Step(string name, int index, int point, ulong hash)
    {
        var count = IsCount(name);
        var range = Math.Max(97, 3 * Math.Min(_largest, 1_000_000));
        var negative = !count && !_positive.Contains(name) && point % 7 == 5;
        if (!count && point % 2 == 1)
        {
            var value = (point % 4 == 1 ? 1_048_577 + (long)(hash % 40_000_000) : 1_048_577 + (long)(hash % (ulong)(range * 1_048_576))) | 1;
            return new Ball(negative ? -value : value, -20, Ball.Exact);
        }

        // Every residue comes up: 1 … 97, each letter in its own stride; and beyond the constants.
        var stride = Hash(null, index, 0);
        var whole = point % 4 == 2 && range > 97 ? 1 + (long)(hash % (ulong)range) : 1 + (long)((((ulong)(uint)point * (1 + (stride % 96))) + ((stride >> 20) % 97)) % 97);
        return Ball.Of(negative ? -whole : whole);
    }

    private static ulong Hash(string? name, int index, int point)
    {
        var hash = 0xcbf29ce484222325UL ^ ((ulong)(uint)point * 0x9E3779B97F4A7C15UL);
        if (name is null)
        {
            hash = (hash ^ ((ulong)(uint)index + 17)) * 0x100000001b3UL;
        }
        else
        {
            foreach (var c in name)
            {
                hash = (hash ^ c) * 0x100000001b3UL;
            }
        }

        hash ^= hash >> 31;
        hash *= 0xBF58476D1CE4E5B9UL;
        hash ^= hash >> 29;
        hash *= 0x94D049BB133111EBUL;
        return hash ^ (hash >> 32);
    }

    // Between the corners on the line of the only letter, and beside the outermost: where the arguments of |·|, min, max and roots vanish.
    private Rational[] Breaks(ExpressionTraits traits, ExactEvaluator exact)
    {
        var letter = traits.Letters[0];
        var zeros = new SortedSet<Rational>(Comparer<Rational>.Create(Rational.Compare));
        foreach (var corner in traits.Corners)
        {
            if (zeros.Count >= MostBreaks)
            {
                break;
            }

            Rational? At(int x) => exact.TryRational(Rewriting.Replace(corner, letter, Node.OfNumber(x)), out var value) && value.Bits < 200 ? value : null;
            if (At(0) is not { } f0 || At(1) is not { } f1 || At(2) is not { } f2 || At(-1) is not { } back)
            {
                continue;
            }

            var slope = f1 - f0;
            var twiceA = f2 - f1 - slope;
            if (twiceA.IsZero && !slope.IsZero && slope == f0 - back)
            {
                zeros.Add(-f0 / slope);
            }
            else if (!twiceA.IsZero && f1 + back - f0 - f0 == twiceA)
            {
                // The roots of a quadratic, to a few digits: they only part the line.
                var a = twiceA.ToDouble() / 2;
                var b = slope.ToDouble() - a;
                var discriminant = (b * b) - (4 * a * f0.ToDouble());
                if (discriminant >= 0 && Math.Abs(a) > 1e-12)
                {
                    zeros.Add(Approximately((-b - Math.Sqrt(discriminant)) / (2 * a)));
                    zeros.Add(Approximately((-b + Math.Sqrt(discriminant)) / (2 * a)));
                }
            }
        }

        return Between([.. zeros]);
    }

    private static Rational Approximately(double value) => Math.Abs(value) < 1e12 ? Rational.Of(new System.Numerics.BigInteger(Math.Round(value * 4096)), 4096) : Rational.Zero;

    private static Rational[] Between(Rational[] zeros)
    {
        if (zeros.Length == 0)
        {
            return [];
        }

        var near = Rational.Of(47, 128);
        var points = new List<Rational> { zeros[0] - near, zeros[^1] + near };
        for (var i = 1; i < zeros.Length; i++)
        {
            points.Add(zeros[i - 1] + ((zeros[i] - zeros[i - 1]) * Rational.Of(61, 128)));
        }

        return [.. points];
    }
}
