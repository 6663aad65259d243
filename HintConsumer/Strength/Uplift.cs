using Guide.Contracts;
using Guide.Storage;

namespace Guide.HintConsumer.Strength;

/// <summary>What hints gained: guided minus unguided success, with the 95 % interval of Newcombe (1998) from two Wilson intervals.</summary>
/// <param name="Groups">Guided groups.</param>
/// <param name="Guided">Share of guided rollouts judged Correct.</param>
/// <param name="Unguided">Share of the same prompts' unguided rollouts.</param>
/// <param name="Mean">Their difference.</param>
/// <param name="Low">Lower end of its interval.</param>
/// <param name="High">Upper end.</param>
internal sealed record Uplift(int Groups, double Guided, double Unguided, double Mean, double Low, double High)
{
    /// <summary>Over all tries together; null when nothing was judged on one of the sides.</summary>
    public static Uplift? Of(IReadOnlyCollection<HintTry> tries)
    {
        var (n, c) = (tries.Sum(static t => t.Judged), tries.Sum(static t => t.Successes));
        var (m, d) = (tries.Sum(static t => t.UnguidedJudged), tries.Sum(static t => t.UnguidedSuccesses));
        if (n == 0 || m == 0)
        {
            return null;
        }

        var (p, q) = ((double)c / n, (double)d / m);
        var (low, high) = Proportion.Difference(n, c, m, d);
        return new Uplift(tries.Count, p, q, p - q, low, high);
    }
}
