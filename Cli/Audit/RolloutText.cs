using System.Globalization;

using Guide.Cli.Export;

namespace Guide.Cli.Audit;

/// <summary>A stored rollout on one line, with the group's id for guide explain; on a narrow terminal its text stands below.</summary>
internal static class RolloutText
{
    private const int TextShown = 80;
    private const int LeastText = 20;
    private const string Heads = "group                                 slot  step  kind      verdict        reward";

    /// <summary>The columns' names.</summary>
    /// <param name="width">Columns that there are.</param>
    public static string Header(int width) => IsWide(width) ? $"{Heads}  advantage  tokens  prompt → text" : $"{Heads}\n  advantage  tokens  prompt → text";

    /// <summary>The line, or the two.</summary>
    /// <param name="rollout">The rollout.</param>
    /// <param name="width">Columns that there are.</param>
    public static string Of(ExportedRollout rollout, int width)
    {
        var first = string.Create(
            CultureInfo.InvariantCulture,
            $"{rollout.GroupId}  {rollout.Slot,4}  {rollout.ConsumedByVersion,4}  {(rollout.ParentId is null ? "unguided" : "guided"),-8}  {rollout.Outcome?.Replace('_', ' ') ?? "unjudged",-13}  {rollout.Reward,6:0.##}");
        var second = string.Create(CultureInfo.InvariantCulture, $"  {rollout.Advantage,9:+0.000;-0.000;0.000}  {rollout.TokenIds.Count,6}  {rollout.PromptId} → ");
        var text = rollout.Text.ReplaceLineEndings("⏎");
        return IsWide(width)
            ? $"{first}{second}{Shorten(text, Math.Min(TextShown, width - first.Length - second.Length))}"
            : $"{first}\n{Shorten(second + text, width)}";
    }

    private static bool IsWide(int width) => width >= Heads.Length + "  advantage  tokens  prompt → ".Length + (2 * LeastText);

    private static string Shorten(string text, int most) => text.Length <= most ? text : $"{text[..Math.Max(0, most - 1)]}…";
}
