using System.Globalization;

using Guide.Cli.Export;

namespace Guide.Cli.Audit;

/// <summary>A stored rollout on one line, with the group's id for guide explain.</summary>
internal static class RolloutText
{
    private const int TextShown = 80;

    /// <summary>The columns' names.</summary>
    public const string Header = "group                                 slot  step  kind      verdict        reward  advantage  tokens  prompt → text";

    /// <summary>The line.</summary>
    public static string Of(ExportedRollout rollout) => string.Create(
        CultureInfo.InvariantCulture,
        $"{rollout.GroupId}  {rollout.Slot,4}  {rollout.ConsumedByVersion,4}  {(rollout.ParentId is null ? "unguided" : "guided"),-8}  {rollout.Outcome?.Replace('_', ' ') ?? "unjudged",-13}  {rollout.Reward,6:0.##}  {rollout.Advantage,9:+0.000;-0.000;0.000}  {rollout.TokenIds.Count,6}  {rollout.PromptId} → {Shorten(rollout.Text.ReplaceLineEndings("⏎"))}");

    private static string Shorten(string text) => text.Length <= TextShown ? text : $"{text[..(TextShown - 1)]}…";
}
