namespace Guide.Learner.Objective;

/// <summary>One row of an optimizer batch.</summary>
/// <param name="Row">The rollout and whether it was guided.</param>
/// <param name="TrainingContext">Ids of the prompt alone.</param>
/// <param name="Advantage">A_i.</param>
/// <param name="Weight">w_i of <see cref="LossWeights"/>.</param>
public sealed record PlannedRow(ComposedRow Row, int[] TrainingContext, double Advantage, double Weight);
