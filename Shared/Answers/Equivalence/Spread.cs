namespace Guide.Answers.Equivalence;

/// <summary>How many bits lie between the largest and the smallest of what was added while an expression was evaluated: with fewer, a summand is lost beside the others.</summary>
internal sealed class Spread
{
    private const int Near = 20;
    private const long Most = 1L << 40;

    /// <summary>The most bits so far.</summary>
    public long Bits { get; private set; }

    public void Reset() => Bits = 0;

    /// <summary>Takes note of a sum whose terms lie so many bits apart.</summary>
    public void Note(long bits) => Bits = Math.Max(Bits, Math.Min(bits, Most));

    /// <summary>Takes note of a function's argument of this size: near 0 the function is its first term and little more.</summary>
    public void NoteSmall(long magnitude)
    {
        if (magnitude < -Near && magnitude > Numbers.Ball.Exact)
        {
            Note(-2 * magnitude);
        }
    }

    /// <summary>Takes note of an argument of this size where the function comes close to a value far out.</summary>
    public void NoteLarge(long magnitude)
    {
        if (magnitude > Near)
        {
            Note(2 * magnitude);
        }
    }

    /// <summary>Takes note of an argument of this size where the function comes close to a value exponentially.</summary>
    public void NoteExponential(long magnitude)
    {
        if (magnitude > 3)
        {
            Note(3L << (int)Math.Min(magnitude, 36));
        }
    }
}
