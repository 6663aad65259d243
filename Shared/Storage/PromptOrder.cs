namespace Guide.Storage;

/// <summary>
/// Draw ordinal → position in the data set, a pure function of (seed, ordinal): ordinal = epoch·N + index, and each epoch is a
/// permutation of all N positions of its own (file order without shuffling). Thread-safe.
/// </summary>
public sealed class PromptOrder
{
    private readonly int _seed;
    private readonly int _prompts;
    private readonly bool _shuffle;
    private volatile Epoch? _last;

    /// <summary>The order of N prompts under a seed.</summary>
    public PromptOrder(int seed, int prompts, bool shuffle)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(prompts);
        (_seed, _prompts, _shuffle) = (seed, prompts, shuffle);
    }

    /// <summary>The position, 0..N−1, of the prompt that a draw ordinal names.</summary>
    public int PositionOf(long ordinal)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ordinal);
        var index = (int)(ordinal % _prompts);
        if (!_shuffle)
        {
            return index;
        }

        var number = ordinal / _prompts;
        var epoch = _last;
        if (epoch?.Number != number)
        {
            epoch = new Epoch(number, Permutation(number));
            _last = epoch;
        }

        return epoch.Positions[index];
    }

    private int[] Permutation(long epoch)
    {
        var positions = new int[_prompts];
        for (var i = 0; i < positions.Length; i++)
        {
            positions[i] = i;
        }

        // Fisher–Yates over SplitMix64: fixed here for ever, because System.Random may change between runtimes.
        var state = Mix(unchecked(((ulong)(uint)_seed << 32) ^ (ulong)epoch) ^ 0x9E3779B97F4A7C15UL);
        for (var i = positions.Length - 1; i > 0; i--)
        {
            var j = (int)Below((ulong)i + 1, ref state);
            (positions[i], positions[j]) = (positions[j], positions[i]);
        }

        return positions;
    }

    private static ulong Below(ulong bound, ref ulong state)
    {
        // Rejection keeps it uniform.
        var limit = ulong.MaxValue - (ulong.MaxValue % bound);
        ulong draw;
        do
        {
            state = unchecked(state + 0x9E3779B97F4A7C15UL);
            draw = Mix(state);
        }
        while (draw >= limit);
        return draw % bound;
    }

    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }

    private sealed record Epoch(long Number, int[] Positions);
}
