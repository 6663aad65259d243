namespace Guide.Learner.Training;

/// <summary>How far sampler and trainer are apart where both say they have the same weights and the same context.</summary>
/// <param name="Guided">Guided rollouts, under prompt and hint; else unguided ones.</param>
/// <param name="Version">The version that sampled them and that they were compared with.</param>
/// <param name="AbsoluteSum">Σ |LogProbs − BehaviorLogProbs| in nats; not a number when one of them is not.</param>
/// <param name="Tokens">Tokens compared, at least one.</param>
public sealed record SamplerGap(bool Guided, int Version, double AbsoluteSum, int Tokens)
{
    /// <summary>Mean |LogProbs − BehaviorLogProbs|, nats a token.</summary>
    public double PerToken => AbsoluteSum / Tokens;
}
