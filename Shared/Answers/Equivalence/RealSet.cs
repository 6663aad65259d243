using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>A finite union of intervals with closed ends: sorted, disjoint, merged.</summary>
internal sealed class RealSet
{
    private const int MostIntegers = 60;

    private readonly List<Span> _spans;
    private readonly Scalars _scalars;

    private RealSet(List<Span> spans, Scalars scalars)
    {
        _spans = spans;
        _scalars = scalars;
    }

    public bool IsEmpty => _spans.Count == 0;

    /// <summary>True when the set is finitely many points.</summary>
    public bool IsFinite => _spans.TrueForAll(span => ReferenceEquals(span.Low, span.High));

    public static RealSet All(Scalars scalars) => new([new(Node.Negate(Node.Infinity), false, Node.Infinity, false)], scalars);

    public static RealSet None(Scalars scalars) => new([], scalars);

    public static RealSet Point(Node value, Scalars scalars) => new([new(value, true, value, true)], scalars);

    /// <summary>One interval; empty when its ends are in the wrong order; null when they cannot be compared.</summary>
    public static RealSet? Interval(Node low, bool lowClosed, Node high, bool highClosed, Scalars scalars)
    {
        if (scalars.Compare(low, high) is not { } order)
        {
            return null;
        }

        // An infinite end is never part of the set.
        lowClosed &= !Scalars.IsInfinite(low);
        highClosed &= !Scalars.IsInfinite(high);
        if (order > 0 || (order == 0 && !(lowClosed && highClosed)))
        {
            return None(scalars);
        }

        return order == 0 ? Point(low, scalars) : new([new(low, lowClosed, high, highClosed)], scalars);
    }

    public RealSet? Union(RealSet other)
    {
        var all = new List<Span>(_spans.Count + other._spans.Count);
        all.AddRange(_spans);
        all.AddRange(other._spans);
        if (!Sort(all))
        {
            return null;
        }

        var merged = new List<Span>();
        foreach (var span in all)
        {
            if (merged.Count == 0)
            {
                merged.Add(span);
                continue;
            }

            var last = merged[^1];
            if (_scalars.Compare(span.Low, last.High) is not { } gap)
            {
                return null;
            }

            if (gap > 0 || (gap == 0 && !span.LowClosed && !last.HighClosed))
            {
                merged.Add(span);
                continue;
            }

            if (_scalars.Compare(span.High, last.High) is not { } reach)
            {
                return null;
            }

            var high = reach > 0 ? span.High : last.High;
            var closed = reach > 0 ? span.HighClosed : reach < 0 ? last.HighClosed : last.HighClosed || span.HighClosed;
            merged[^1] = new(last.Low, last.LowClosed, ReferenceEquals(last.Low, last.High) && reach == 0 ? last.High : high, closed);
        }

        return new RealSet(merged, _scalars);
    }

    public RealSet? Intersect(RealSet other)
    {
        var result = None(_scalars);
        foreach (var a in _spans)
        {
            foreach (var b in other._spans)
            {
                if (_scalars.Compare(a.Low, b.Low) is not { } low || _scalars.Compare(a.High, b.High) is not { } high)
                {
                    return null;
                }

                var (lowEnd, lowClosed) = low > 0 ? (a.Low, a.LowClosed) : low < 0 ? (b.Low, b.LowClosed) : (a.Low, a.LowClosed && b.LowClosed);
                var (highEnd, highClosed) = high < 0 ? (a.High, a.HighClosed) : high > 0 ? (b.High, b.HighClosed) : (a.High, a.HighClosed && b.HighClosed);
                if (Interval(lowEnd, lowClosed, highEnd, highClosed, _scalars) is not { } part || result.Union(part) is not { } joined)
                {
                    return null;
                }

                result = joined;
            }
        }

        return result;
    }

    public RealSet? Complement()
    {
        var result = new List<Span>();
        var low = Node.Negate(Node.Infinity);
        var lowClosed = false;
        foreach (var span in _spans)
        {
            if (!(Scalars.IsInfinite(span.Low) && Scalars.IsInfinite(low)))
            {
                if (Interval(low, lowClosed, span.Low, !span.LowClosed, _scalars) is not { } gap)
                {
                    return null;
                }

                result.AddRange(gap._spans);
            }

            (low, lowClosed) = (span.High, !span.HighClosed);
        }

        if (!Scalars.IsInfinite(low) || _spans.Count == 0)
        {
            if (Interval(low, lowClosed, Node.Infinity, false, _scalars) is not { } rest)
            {
                return null;
            }

            result.AddRange(rest._spans);
        }

        return new RealSet(result, _scalars);
    }

    /// <summary>The whole numbers of the set; null when they are many, or when <paramref name="natural"/> leaves open whether 0 is one.</summary>
    public RealSet? Integers(bool natural)
    {
        var points = None(_scalars);
        var count = 0;
        foreach (var span in _spans)
        {
            if (!_scalars.Evaluator.TryRational(span.Low, out var low) || !_scalars.Evaluator.TryRational(span.High, out var high))
            {
                return null;
            }

            var from = -(-low).Floor();
            from += low.IsInteger && !span.LowClosed ? 1 : 0;
            var to = high.Floor();
            to -= high.IsInteger && !span.HighClosed ? 1 : 0;
            if (to - from > MostIntegers || (natural && from.Sign <= 0) || (count += (int)(to - from) + 1) > MostIntegers)
            {
                return null;
            }

            for (var value = from; value <= to; value++)
            {
                points = points?.Union(Point(Node.OfNumber(new Rational(value)), _scalars));
            }
        }

        return points;
    }

    public bool SameAs(RealSet said)
    {
        if (_spans.Count != said._spans.Count)
        {
            return false;
        }

        for (var i = 0; i < _spans.Count; i++)
        {
            var (a, b) = (_spans[i], said._spans[i]);
            if (a.LowClosed != b.LowClosed || a.HighClosed != b.HighClosed || !_scalars.Equal(a.Low, b.Low) || !_scalars.Equal(a.High, b.High))
            {
                return false;
            }
        }

        return true;
    }

    private bool Sort(List<Span> spans)
    {
        // Insertion sort: few spans, and a comparison may fail.
        for (var i = 1; i < spans.Count; i++)
        {
            for (var k = i; k > 0; k--)
            {
                if (_scalars.Compare(spans[k - 1].Low, spans[k].Low) is not { } order)
                {
                    return false;
                }

                if (order < 0 || (order == 0 && (spans[k - 1].LowClosed || !spans[k].LowClosed)))
                {
                    break;
                }

                (spans[k - 1], spans[k]) = (spans[k], spans[k - 1]);
            }
        }

        return true;
    }

    private readonly record struct Span(Node Low, bool LowClosed, Node High, bool HighClosed);
}
