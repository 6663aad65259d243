using System.Globalization;

using Guide.Contracts;

namespace Guide.Cli.Replay.Foreign;

/// <summary>What <c>guide import-rollouts</c> says for a reader.</summary>
internal static class ForeignSummary
{
    private const int FlipsShown = 20;
    private const int ReasonsShown = 5;
    private const int StepsShown = 20;
    private const int RewardsShown = 8;

    /// <summary>The summary, a line each.</summary>
    public static IEnumerable<string> Lines(ForeignDiff diff)
    {
        yield return Text($"{diff.Format}: {diff.Rows} rollouts in {diff.Files} file(s), {diff.Groups} groups; '{diff.RewardField}' counts as right from {diff.RightFrom} (--right-from)");
        yield return $"judged as {diff.Domain}, answers from: {diff.AnswerFrom}; by {diff.VerifierSetVersion}";
        if (new ReplaySample(diff.Sample, diff.Seed).Note(diff.GroupsLookedAt, diff.Groups) is { Length: > 0 } note)
        {
            yield return note;
        }

        foreach (var (reason, count) in diff.LeftOut)
        {
            yield return $"left out: {count} {reason}";
        }

        foreach (var line in Unjudged(diff).Concat(Compared(diff)))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Unjudged(ForeignDiff diff)
    {
        var all = diff.Unjudged.Values.Sum();
        yield return $"could not be judged: {all}{(all > 0 ? " (no reward, and in no count below)" : "")}";
        foreach (var (reason, count) in diff.Unjudged.OrderByDescending(static reason => reason.Value).Take(ReasonsShown))
        {
            yield return $"  {count}: {OneLine(reason)}";
        }

        if (diff.Unjudged.Count > ReasonsShown)
        {
            yield return $"  … {diff.Unjudged.Count - ReasonsShown} more reasons; the JSON lists all";
        }
    }

    private static IEnumerable<string> Compared(ForeignDiff diff)
    {
        var wrong = diff.RightToWrong + diff.WrongToRight;
        yield return diff.Judged == 0 ? "nothing was judged" : Text($"the reward was wrong for {wrong} of {diff.Judged} rollouts{Share(wrong, diff.Judged)}");
        yield return $"  called right, judged wrong: {diff.RightToWrong}{(diff.RightToFormatError > 0 ? $" (of them {diff.RightToFormatError} without an answer in those places)" : "")}";
        yield return $"  called wrong, judged right: {diff.WrongToRight}";
        yield return $"groups that change class: {diff.ClassChanges.Sum(static change => change.Groups)} of {diff.GroupsLookedAt}";
        foreach (var change in diff.ClassChanges)
        {
            yield return $"  {Word(change.Before)} → {Word(change.After)}: {change.Groups}";
        }

        var trained = diff.Steps.Where(static step => step.Trained > 0).ToList();
        yield return $"steps that trained on them: {(trained.Count > 0 ? string.Join(", ", trained.Take(StepsShown).Select(static step => $"{step.Step} ({step.Trained})")) : wrong > 0 && diff.Steps.Count == 0 ? "not said by the dump" : "none")}{(trained.Count > StepsShown ? $", … {trained.Count - StepsShown} more" : "")}";
        yield return "rewards that were given, and what is judged:";
        foreach (var value in diff.Rewards.Take(RewardsShown))
        {
            yield return Text($"  {value.Reward}: {value.Right} right, {value.Wrong} wrong");
        }

        foreach (var flip in diff.Flips.Take(FlipsShown))
        {
            yield return Text($"  {flip.Place}{(flip.Step is { } step ? $" step {step}" : "")}: reward {flip.Reward} → {Word(flip.Outcome)}: {OneLine(flip.Detail)}{(flip.Error is null ? "" : $"; it tells of an error: {OneLine(flip.Error)}")}");
        }

        if (diff.Flips.Count > FlipsShown)
        {
            yield return $"  … {diff.Flips.Count - FlipsShown} more; the JSON lists all";
        }
    }

    private static string Share(long part, long all)
    {
        var (low, high) = Proportion.Wilson((int)Math.Min(all, int.MaxValue), (int)Math.Min(part, int.MaxValue));
        return Text($": {(double)part / all:P2}, 95 % interval {low:P2} to {high:P2} as if rollouts were independent");
    }

    private static string Word(Enum word) => SnakeCaseJson.Word(word).Replace('_', ' ');

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
