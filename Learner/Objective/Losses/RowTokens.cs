namespace Guide.Learner.Objective.Losses;

/// <summary>What a row objective sees of a row.</summary>
internal readonly ref struct RowTokens
{
    /// <summary>[T] ln ρ = log π_θ − the log-prob that ρ divides by, clamped to ± <see cref="LogRatio.Limit"/>.</summary>
    public required ReadOnlySpan<double> LogRatios { get; init; }

    /// <summary>[T] log π_θ(o_t | training context).</summary>
    public required ReadOnlySpan<float> LogProbs { get; init; }

    /// <summary>A, where every token has the same.</summary>
    public required double Advantage { get; init; }

    /// <summary>[T] A_t; empty = every token has <see cref="Advantage"/>.</summary>
    public ReadOnlySpan<double> TokenAdvantages { get; init; }

    /// <summary>[T] constant weights; empty = 1.</summary>
    public ReadOnlySpan<double> Corrections { get; init; }

    /// <summary>T.</summary>
    public int Length => LogRatios.Length;

    /// <summary>A_t.</summary>
    public double AdvantageAt(int token) => TokenAdvantages.IsEmpty ? Advantage : TokenAdvantages[token];

    /// <summary>w_t.</summary>
    public double CorrectionAt(int token) => Corrections.IsEmpty ? 1 : Corrections[token];
}
