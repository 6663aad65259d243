
namespace Guide.Learner.Objective;

/// <summary>A judged rollout inside the group that trains.</summary>
/// <param name="Rollout">The rollout.</param>
/// <param name="Guided">Sampled with the hint: importance ratio against the hinted context, shaped.</param>
public readonly record struct ComposedRow(TrainingRollout Rollout, bool Guided)
{
    /// <summary>R.</summary>
    public double Reward => Rollout.Reward!.Value;

    /// <summary>T: tokens that count in the loss.</summary>
    public int Tokens => Rollout.CompletionIds.Length;
}
