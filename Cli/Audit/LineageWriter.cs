using System.Globalization;
using System.Text.Json;

using Guide.Contracts;
using Guide.Storage.Entities;

namespace Guide.Cli.Audit;

/// <summary>Tells a lineage's story: prompt → tokens → verdicts → hint → advantage → step → checkpoint.</summary>
internal static class LineageWriter
{
    private const int TokensShown = 12;

    private static readonly JsonSerializerOptions Json = new(SnakeCaseJson.Options) { WriteIndented = true };

    /// <summary>For a reader.</summary>
    public static void WriteText(LineageStory story, TextWriter output)
    {
        var root = story.Root.Group;
        output.WriteLine($"run       {story.Run.RunId} ({story.Run.Arm}, seed {story.Run.Seed})");
        output.WriteLine($"prompt    {story.Prompt.PromptId}{(story.Prompt.Difficulty is { } tier ? $" ({tier})" : "")}: {OneLine(story.Prompt.Text)}");
        output.WriteLine($"gold      {story.Prompt.Gold ?? "tests"}");
        WriteGroup(root.Purpose == Purpose.Train ? "root" : RecipeWord(root.Purpose), story.Root, output);
        if (story.Hint is { } hint)
        {
            output.WriteLine();
            output.WriteLine($"hint      {Hint(hint)}");
            foreach (var other in story.OtherHints)
            {
                output.WriteLine($"          {Hint(other)}");
            }
        }

        if (story.Child is { } child)
        {
            WriteGroup("child", child, output);
        }

        output.WriteLine();
        output.WriteLine(story.ConsumedBy is { } step
            ? $"step      consumed by the step that made version {step.Version} ({step.Lineages} lineages), checkpoint {step.CheckpointUri}, sha256 {step.CheckpointSha256}"
            : root.State == GroupState.Discarded
                ? $"end       discarded: {RecipeWord(root.DiscardReason)}{(root.DiscardDetail is { } detail ? $" ({detail})" : "")}"
                : $"state     {RecipeWord(root.State)}: no step has taken it");
    }

    /// <summary>For a machine: the same, with token ids and log-probs.</summary>
    public static void WriteJson(LineageStory story, TextWriter output) =>
        output.WriteLine(JsonSerializer.Serialize(
            new
            {
                Run = new { story.Run.RunId, story.Run.Arm, story.Run.Seed, story.Run.RecipeHash },
                story.Prompt,
                Root = Plain(story.Root),
                story.Hint,
                story.OtherHints,
                Child = story.Child is null ? null : Plain(story.Child),
                Step = story.ConsumedBy is null ? null : new { story.ConsumedBy.Version, story.ConsumedBy.CheckpointUri, story.ConsumedBy.CheckpointSha256 },
            },
            Json));

    private static string Hint(HintRow hint) =>
        $"{hint.HintId} from {hint.Source}{(hint.Model is { } model ? $" {model}" : "")}{(hint.Level is { } level ? $", {RecipeWord(level)}, candidate {hint.Candidate}" : "")}: {OneLine(hint.Text)}"
        + (hint.UnusableReason is { } why ? $" — unusable: {why}" : hint.RetiredReason is { } retired ? $" — retired: {retired}" : "");

    private static object Plain(GroupStory group) => new
    {
        group.Group,
        Rollouts = group.Rollouts.Select(r => new { r.Rollout, r.Verdicts, r.Step }),
    };

    private static void WriteGroup(string kind, GroupStory story, TextWriter output)
    {
        var g = story.Group;
        output.WriteLine();
        output.WriteLine($"{kind,-9} {g.GroupId}, ordinal {g.Ordinal}, {RecipeWord(g.State)}{(g.Routing is { } routing ? $", routing: {RecipeWord(routing)}" : "")}");
        output.WriteLine($"          admitted {Time(g.AdmittedAt)} for version ≥ {g.MinimumPolicyVersion} · sampled {Time(g.SampledAt)}{(g.PolicyVersion is { } v ? $" at version {v}" : "")} · verified {Time(g.VerifiedAt)}{(g.VerifierSetVersion is { } set ? $" by {set}" : "")} · ended {Time(g.EndedAt)} · sent {g.SendCount}×");
        if (g.SamplingContext is { } context)
        {
            output.WriteLine($"          sampling context {context.Length} tokens, training context {g.TrainingContext?.Length ?? 0} tokens; {g.CorrectCount?.ToString(CultureInfo.InvariantCulture) ?? "?"} of {g.JudgedCount?.ToString(CultureInfo.InvariantCulture) ?? "?"} judged correct");
        }

        if (story.Rollouts.Count == 0)
        {
            return;
        }

        output.WriteLine("          slot  verdict         reward  tokens  Σ log μ   role      advantage  text");
        foreach (var r in story.Rollouts)
        {
            var verdict = r.Effective ?? (r.Verdicts is [.., var last] ? last : null);
            var role = r.Step switch
            {
                null => "-",
                { UnusedReason: { } reason } => $"unused: {reason}",
                { } step => step.Role,
            };
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"          {r.Rollout.Slot,4}  {(verdict is null ? "none" : RecipeWord(verdict.Outcome)),-14}  {verdict?.Reward,6:0.##}  {r.Rollout.TokenIds.Length,6}  {r.Rollout.BehaviorLogProbs.Sum(),7:0.00}   {role,-9} {r.Step?.Advantage,9:+0.000;-0.000;0.000}  {Shorten(OneLine(r.Rollout.Text))}"));
        }

        foreach (var r in story.Rollouts)
        {
            if (Tokens(r.Step) is { } tokens)
            {
                output.WriteLine($"          slot {r.Rollout.Slot}: {tokens}");
            }
        }

        foreach (var failed in story.Rollouts.SelectMany(r => r.Verdicts).Where(v => !v.Outcome.IsJudged()))
        {
            output.WriteLine($"          slot {failed.Slot}, attempt {failed.Attempt}: {RecipeWord(failed.Outcome)}: {OneLine(failed.Detail)}");
        }
    }

    /// <summary>What a step did token by token; null = nothing that the row's advantage does not say.</summary>
    internal static string? Tokens(StepRolloutRow? step)
    {
        string[] said = step is null ? [] : [
            .. step.TokenAdvantages is { } advantages ? [$"advantages by token {Listed(advantages)}"] : (string[])[],
            .. step.TokenValues is { } values ? [$"values {Listed(values)}"] : (string[])[],
            .. step.Correction is { } weight ? [string.Create(CultureInfo.InvariantCulture, $"off-policy weight {weight:0.###}")] : (string[])[]];
        return said.Length == 0 ? null : string.Join(" · ", said);
    }

    private static string Listed(float[] numbers) => string.Join(' ', numbers.Take(TokensShown).Select(static number => number.ToString("0.00", CultureInfo.InvariantCulture)))
        + (numbers.Length > TokensShown ? $" … ({numbers.Length} in all)" : "");

    private static string RecipeWord(Enum word) => SnakeCaseJson.Word(word).Replace('_', ' ');

    private static string Time(DateTimeOffset? time) => time is { } t ? t.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture) : "-";

    private static string OneLine(string text) => text.ReplaceLineEndings("⏎");

    private static string Shorten(string text) => text.Length <= 100 ? text : $"{text[..99]}…";
}
