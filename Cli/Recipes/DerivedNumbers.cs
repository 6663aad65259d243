using System.Globalization;

using Guide.Contracts;
using Guide.Recipes;

namespace Guide.Cli.Recipes;

/// <summary>What an arm's settings amount to.</summary>
internal static class DerivedNumbers
{
    /// <summary>Lines of (what, value) for a reader.</summary>
    public static IReadOnlyList<(string What, string Value)> Of(ArmRecipe arm)
    {
        var r = arm.Recipe;
        var rollouts = (long)r.Step.RootGroupsPerStep * r.Sampling.GroupSize;
        var lines = new List<(string, string)>
        {
            ("root groups of the run", arm.MatchRolloutsOf is { } other
                ? $"as many steps as it takes to sample as many rollouts as {other}"
                : $"{N((long)r.Step.Steps * r.Step.RootGroupsPerStep)} in {N(r.Step.Steps)} steps, fewer if the data set ends first"),
            ("rollouts of a step", r.Guidance.Enabled
                ? $"{N(rollouts)} unguided, and up to {N(rollouts)} guided"
                : N(rollouts)),
            ("rows of one optimizer update", $"about {N(rollouts / r.Step.UpdatesPerStep)} ({N((long)r.Step.RootGroupsPerStep / r.Step.UpdatesPerStep)} groups)"),
            ("open root groups at most", $"{N((r.Step.MaxStaleness + 1L) * r.Step.RootGroupsPerStep)}"),
            ("tokens of a step at most", N(rollouts * (r.Guidance.Enabled ? 2 : 1) * (r.Sampling.MaxPromptTokens + r.Sampling.MaxCompletionTokens))),
        };
        if (r.Guidance.Enabled)
        {
            var most = Participation.MostSuccesses(r.Guidance, r.Sampling.GroupSize);
            lines.Add(("a group is hinted", most < 0
                ? "never: a balanced group this small has no place for a guided rollout"
                : $"when at most {N(most)} of its {r.Sampling.GroupSize} rollouts are correct"));
        }

        if (r.Step.DynamicSampling == DynamicSampling.Fill)
        {
            lines.Add(("a step closes short after", $"{N((long)r.Step.MaxFillFactor * r.Step.RootGroupsPerStep)} final lineages"));
            if (r.Step.MaxStaleness == 0)
            {
                lines.Add(("note", "fill at staleness 0 replaces discarded groups one after the other; step.max_staleness 1 or more is faster"));
            }
        }

        if (r.Policy.Checkpoint is null)
        {
            lines.Add(("parameters without embeddings", N(Parameters(r.Policy))));
        }

        if (r.Evaluation.EveryVersions > 0)
        {
            lines.Add(("measured while training", $"{N(r.Step.Steps / r.Evaluation.EveryVersions)} versions, without hints"));
        }

        if (r.Evaluation.SamplesPerProblem < 64)
        {
            lines.Add(("pass@k evaluated up to", $"k = {N(r.Evaluation.SamplesPerProblem)} (n ≥ 4k, here k ≤ {N(Math.Max(1, r.Evaluation.SamplesPerProblem / 4))}, keeps its variance low)"));
        }

        return lines;
    }

    /// <summary>Weights of the blocks: attention q, k, v, o; SwiGLU's three matrices; two norms each, and the last norm.</summary>
    private static long Parameters(PolicyRecipe p)
    {
        var kv = (long)p.HiddenSize / p.Heads * p.KeyValueHeads;
        var attention = (2L * p.HiddenSize * p.HiddenSize) + (2 * p.HiddenSize * kv);
        return (p.Layers * (attention + (3L * p.HiddenSize * p.IntermediateSize) + (2 * p.HiddenSize))) + p.HiddenSize;
    }

    private static string N(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
