using Guide.Contracts;
using Guide.Learner.Objective;
using Guide.Recipes;

namespace Guide.UnitTests.Learner;

/// <summary>Hand-made lineages for the tests of the learner's mathematics.</summary>
internal static class Rows
{
    internal static readonly Guid Root = new(1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);
    internal static readonly Guid Child = new(2, 0, 0, [0, 0, 0, 0, 0, 0, 0, 2]);

    /// <summary>One rollout per letter: C correct, x incorrect, f format error, t verifier timeout, ? no verdict, L truncated and incorrect, K truncated and correct.</summary>
    internal static List<TrainingRollout> Group(Guid id, string outcomes, int version = 0) =>
        [.. outcomes.Select((letter, slot) => new TrainingRollout
        {
            GroupId = id,
            Slot = slot,
            CompletionIds = [1, 2],
            BehaviorLogProbs = [-0.5f, -0.5f],
            Temperature = 1,
            FinishReason = letter is 'L' or 'K' ? FinishReason.Length : FinishReason.Stop,
            PolicyVersion = version,
            Outcome = letter switch
            {
                'C' or 'K' => VerdictOutcome.Correct,
                'x' or 'L' => VerdictOutcome.Incorrect,
                'f' => VerdictOutcome.FormatError,
                't' => VerdictOutcome.Timeout,
                _ => null,
            },
            Reward = letter switch { 'C' or 'K' => 1, 'x' or 'f' or 'L' => 0, _ => null },
        })];

    internal static Lineage Lineage(string unguided, string guided = "", int version = 0) => new()
    {
        RootId = Root,
        Ordinal = 0,
        PromptId = "p",
        TrainingContext = [3, 4],
        Unguided = Group(Root, unguided, version),
        Guided = Group(Child, guided, version),
    };

    internal static RunRecipe Recipe(Composition composition, int groupSize, DynamicSampling sampling = DynamicSampling.Off) => new()
    {
        Name = "test",
        Sampling = new() { GroupSize = groupSize },
        Guidance = new() { Enabled = true, Composition = composition },
        Step = new() { DynamicSampling = sampling },
    };

    internal static StepPlan Plan(IReadOnlyList<Lineage> lineages, RunRecipe recipe) =>
        StepPlan.Make([.. lineages.Select(lineage => GroupComposer.Compose(lineage, recipe))], recipe);

    /// <summary>"u0 g1" for the composed rows, "u1:reason" for unused ones.</summary>
    internal static string Show(IEnumerable<ComposedRow> rows) =>
        string.Join(' ', rows.Select(row => (row.Guided ? "g" : "u") + row.Rollout.Slot));

    internal static string ShowUnused(ComposedLineage composed) => string.Join(' ', composed.Unused
        .OrderBy(row => row.Rollout.GroupId == Child).ThenBy(row => row.Rollout.Slot)
        .Select(row => (row.Rollout.GroupId == Child ? "g" : "u") + row.Rollout.Slot + ":" + row.Reason));

    internal static ComposedRow Row(double reward, int tokens = 1, bool guided = false) => new(
        new TrainingRollout
        {
            GroupId = Root,
            Slot = 0,
            CompletionIds = new int[tokens],
            BehaviorLogProbs = new float[tokens],
            Temperature = 1,
            FinishReason = FinishReason.Stop,
            PolicyVersion = 0,
            Outcome = reward == 1 ? VerdictOutcome.Correct : VerdictOutcome.Incorrect,
            Reward = reward,
        },
        guided);
}
