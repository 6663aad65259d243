namespace Guide.Cli.Evaluation;

/// <summary>pass@k, avg@k and maj@k of one problem.</summary>
public static class PassAtK
{
    /// <summary>Unbiased pass@k: 1 − C(n−c, k)/C(n, k) (Chen et al. 2021, arXiv 2107.03374), as a product that cannot overflow.</summary>
    /// <param name="samples">n.</param>
    /// <param name="successes">c of them.</param>
    /// <param name="k">1 ≤ k ≤ n.</param>
    /// <exception cref="ArgumentOutOfRangeException">n &lt; k: the estimate does not exist.</exception>
    public static double Estimate(int samples, int successes, int k)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, samples);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, k);
        var failAll = 1.0;
        for (var i = 0; i < k; i++)
        {
            failAll *= (double)(samples - successes - i) / (samples - i);
            if (failAll <= 0)
            {
                return 1;
            }
        }

        return 1 - failAll;
    }

    /// <summary>Fewer than 4k samples: the estimate exists but is noisy; say so where it is printed.</summary>
    public static bool IsNoisy(int samples, int k) => samples < 4L * k;

    /// <summary>avg@k: the mean correctness of the first k completions.</summary>
    public static double Average(IReadOnlyList<bool> correct, int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(correct.Count, k);
        return correct.Take(k).Count(right => right) / (double)k;
    }

    /// <summary>
    /// maj@k: whether the most frequent answer of the first k completions is right; tied answers share the vote equally.
    /// Completions without an answer do not vote; nobody voting is 0.
    /// </summary>
    /// <param name="answers">Normalised answers; null = none.</param>
    /// <param name="correct">Whether each is right; equal answers are equally right.</param>
    /// <param name="k">How many vote.</param>
    public static double Majority(IReadOnlyList<string?> answers, IReadOnlyList<bool> correct, int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(answers.Count, k);
        ArgumentOutOfRangeException.ThrowIfNotEqual(correct.Count, answers.Count);
        var votes = Enumerable.Range(0, k)
            .Where(i => answers[i] is not null)
            .GroupBy(i => answers[i], StringComparer.Ordinal)
            .Select(group => (Count: group.Count(), Right: correct[group.First()]))
            .ToList();
        if (votes.Count == 0)
        {
            return 0;
        }

        var most = votes.Max(vote => vote.Count);
        var leaders = votes.FindAll(vote => vote.Count == most);
        return leaders.Count(leader => leader.Right) / (double)leaders.Count;
    }
}
