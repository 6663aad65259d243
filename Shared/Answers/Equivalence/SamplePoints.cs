using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>Where the free variables lie: fixed pseudo-random values, exact in binary, the same for every run.</summary>
internal sealed class SamplePoints(Budget budget)
{
    /// <summary>Free variables take whole values of 3 and more (factorials and binomials want them).</summary>
    public bool Whole { get; set; }

    /// <summary>The expression has steps (floors, remainders): variables range wide, on and between the whole numbers, and the letters of counts take whole values.</summary>
    public bool Stepped { get; set; }

    /// <summary>What cannot be computed (an integral, an unknown function) counts as one more variable, named by its canonical form.</summary>
    public Complex Opaque(Node node, int point) => Complex.Real(Free(Canonical.Of(node, budget), point));

    /// <summary>The value of a free variable: positive at even points, of mixed signs at odd ones.</summary>
    public Ball Free(string name, int point)
    {
        var hash = 0xcbf29ce484222325UL ^ ((ulong)(uint)point * 0x9E3779B97F4A7C15UL);
        foreach (var c in name)
        {
            hash = (hash ^ c) * 0x100000001b3UL;
        }

        hash ^= hash >> 31;
        hash *= 0xBF58476D1CE4E5B9UL;
        hash ^= hash >> 29;
        if (Whole)
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
}
