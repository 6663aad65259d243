using Guide.Learner.Objective;
using Guide.PolicyModel.Transformer;

namespace Guide.Learner.Training;

/// <summary>What the rows of an optimizer batch are differentiated for.</summary>
/// <param name="Model">The policy.</param>
/// <param name="Policy">The objective; null = only the critic learns (its warm-up).</param>
/// <param name="EntropyBonus">Weight of the entropy; 0 = off.</param>
/// <param name="Critic">The critic; null = none.</param>
internal sealed record BatchLoss(CausalLm Model, BatchObjective? Policy, double EntropyBonus, Critic? Critic);
