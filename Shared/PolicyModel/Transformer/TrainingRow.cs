namespace Guide.PolicyModel.Transformer;

/// <summary>One row of a likelihood batch: ids(training context) ‖ completion ids, positions from 0.</summary>
/// <param name="TrainingContext">Ids of the prompt alone, at least one.</param>
/// <param name="CompletionIds">Ids of the completion, at least one.</param>
public sealed record TrainingRow(int[] TrainingContext, int[] CompletionIds);
