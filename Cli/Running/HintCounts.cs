using Guide.DataSets;
using Guide.HintConsumer.Leaks;

namespace Guide.Cli.Running;

/// <summary>What hints a run's training prompts come with.</summary>
/// <param name="Usable">Prompts whose hint may be used.</param>
/// <param name="Without">Prompts without one.</param>
/// <param name="Refused">Prompts whose hint says the answer.</param>
internal sealed record HintCounts(int Usable, int Without, int Refused)
{
    /// <summary>Counts by the rule of the hint stage.</summary>
    public static HintCounts Of(IReadOnlyList<PromptRecord> prompts, double largestShare = LeakCase.UsualShare)
    {
        var without = prompts.Count(p => string.IsNullOrWhiteSpace(p.Hint));
        var refused = prompts.Count(p => !string.IsNullOrWhiteSpace(p.Hint) && HintGate.Reason(LeakCase.Of(p, p.Hint!, p.Solution, largestShare)) is not null);
        return new HintCounts(prompts.Count - without - refused, without, refused);
    }

    /// <summary>For a reader.</summary>
    public override string ToString() => $"{Usable} prompts with a usable hint, {Without} without one, {Refused} whose hint says the answer";
}
