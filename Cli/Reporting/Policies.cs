using Guide.Cli.Evaluation;
using Guide.Cli.Reporting.Drawing;

namespace Guide.Cli.Reporting;

/// <summary>A policy as the report compares it, without hints: the initial one, or an arm at its end.</summary>
/// <param name="Name">"initial", or the arm.</param>
/// <param name="Seeds">Its evaluation with each seed; at least one.</param>
internal sealed record Policies(string Name, IReadOnlyList<EvaluationResult> Seeds)
{
    /// <summary>The initial policy first, then the arms in their order; those that were not measured are left out.</summary>
    public static IReadOnlyList<Policies> Of(IReadOnlyList<RunResult> runs)
    {
        var initial = runs.Where(run => run.Initial is not null).DistinctBy(run => (run.Initial!.CheckpointSha256, run.Seed)).Select(run => run.Initial!).ToList();
        var arms = runs.GroupBy(run => run.Arm).Select(arm => new Policies(arm.Key, [.. arm.Select(run => run.Final).OfType<EvaluationResult>()]));
        return [.. arms.Prepend(new Policies(Palette.Initial, initial)).Where(policy => policy.Seeds.Count > 0)];
    }
}
