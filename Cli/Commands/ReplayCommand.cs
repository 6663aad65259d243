using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Guide.Cli.Recipes;
using Guide.Cli.Replay;
using Guide.Cli.Running;
using Guide.Commands;
using Guide.Contracts;
using Guide.DataSets;
using Guide.Recipes;
using Guide.StageHost;
using Guide.Storage;
using Guide.Storage.Entities;
using Microsoft.EntityFrameworkCore;

namespace Guide.Cli.Commands;

/// <summary><c>guide replay</c>: stored rollouts judged again, and what that changes; or trained on again.</summary>
internal static class ReplayCommand
{
    private const int FlipsShown = 20;
    private static readonly string[] MayChange = ["objective.", "optimizer.", "guidance.composition", "guidance.shaping", "guidance.percentile", "guidance.scope", "guidance.constant", "step.updates_per_step"];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var run = new Option<string?>("--run") { Description = "The run's id; may be left out when the database holds one run.", HelpName = "RUN" };
        var json = new Option<bool>("--json") { Description = "Print everything as JSON." };
        var train = new Option<string?>("--train") { Description = "Do not judge: train again from version 0 on the stored rollouts, step by step, and save the result here.", HelpName = "DIR" };
        var settings = new Argument<string[]>("settings") { Arity = ArgumentArity.ZeroOrMore, Description = "With --train: key=value of objective, optimizer, guidance's shaping and composition, step.updates_per_step." };
        var where = new DatabaseArguments();
        var command = new GuideCommand(
            "replay",
            "Judges stored rollouts again with today's verifiers and prints the difference: which rollouts flipped, which steps had trained on them, which hints were needless. Or trains again from them with other losses (--train). The run stays as it is.",
            "guide replay --run quickstart-20260101-120000-guide-grpo-s0",
            "guide replay --run quickstart-20260101-120000-guide-grpo-s0 --train runs/unshaped guidance.shaping=none")
        {
            run, json, train, settings,
        };
        where.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var database = where.Open(parsed);
            var row = await ChooseAsync(database, parsed.GetValue(run), cancellationToken);
            var words = parsed.GetValue(settings) ?? [];
            if (parsed.GetValue(train) is { } folder)
            {
                return await TrainAsync(database, row, Path.GetFullPath(folder), words, parsed.GetValue(json), parsed.InvocationConfiguration, cancellationToken);
            }

            if (words.Length > 0)
            {
                throw GuideException.Usage($"'{words[0]}' changes how a run is trained: give --train DIR with it.");
            }

            await using var judges = new Judges();
            var hasCode = await database.ReadAsync((db, token) => db.Prompts.AnyAsync(p => p.RunId == row.RunId && p.Domain == Domain.Code, token), cancellationToken);
            var verifiers = await judges.ForAsync(hasCode ? [new PromptRecord { Id = "", Domain = Domain.Code, Prompt = "" }] : [], cancellationToken);
            var error = parsed.InvocationConfiguration.Error;
            var diff = await new VerdictReplay(database, verifiers).RunAsync(row, judged => error.WriteLine($"{judged} rollouts judged"), cancellationToken);
            if (parsed.GetValue(json))
            {
                parsed.InvocationConfiguration.Output.WriteLine(JsonSerializer.Serialize(diff, SnakeCaseJson.Options));
            }
            else
            {
                Print(diff, parsed.InvocationConfiguration.Output);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task<int> TrainAsync(
        GuideDatabase database, RunRow row, string folder, string[] settings, bool json, InvocationConfiguration streams, CancellationToken cancellationToken)
    {
        if (Directory.Exists(folder) && !File.Exists(Path.Combine(folder, "config.json")) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw GuideException.Usage($"{folder} is neither empty nor a checkpoint folder.");
        }

        var recipe = RecipeLoader.Override(
            RecipeJson.Thaw(row.Recipe), settings, key => MayChange.Any(allowed => key.StartsWith(allowed, StringComparison.Ordinal)),
            "cannot change in a replay: what was sampled, judged and taken is stored");
        var result = await new TrainingReplay(database).RunAsync(
            row,
            recipe,
            folder,
            step => streams.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"version {step.Version}: {step.Lineages} lineages, {step.UpdatesApplied} updates, gradient norm {Metric(step.Before, "gradient_norm")} → {Metric(step.After, "gradient_norm")}, clipped {Metric(step.Before, "unguided/clip_fraction")} → {Metric(step.After, "unguided/clip_fraction")}")),
            cancellationToken);
        streams.Output.WriteLine(json
            ? JsonSerializer.Serialize(result, SnakeCaseJson.Options)
            : $"{result.RunId}: {result.Steps.Count} steps trained again → {result.Checkpoint}\nSHA-256 {result.Sha256}{(result.Sha256 == result.RunSha256 ? ", the run's own last version" : $"; the run's last version has {result.RunSha256}")}\ncompare with: guide eval --model {result.Checkpoint} --data …");
        return ExitCodes.Done;
    }

    private static string Metric(IReadOnlyDictionary<string, double> metrics, string name) =>
        metrics.TryGetValue(name, out var value) ? value.ToString("0.###", CultureInfo.InvariantCulture) : "–";

    private static async Task<RunRow> ChooseAsync(GuideDatabase database, string? id, CancellationToken cancellationToken)
    {
        var runs = await database.ReadAsync((db, token) => db.Runs.OrderBy(r => r.RunId).ToListAsync(token), cancellationToken);
        return id is null && runs.Count == 1 ? runs[0]
            : runs.Find(r => r.RunId == id) ?? throw GuideException.Usage($"name one of the runs with --run: {string.Join(", ", runs.Select(r => r.RunId))}.");
    }

    private static void Print(ReplayDiff diff, TextWriter output)
    {
        output.WriteLine($"{diff.RunId}: {diff.Judged} rollouts judged by {diff.VerifierSetVersion}, {diff.Flips.Count} judged otherwise");
        foreach (var kind in diff.Flips.GroupBy(f => (f.Before, f.After)).OrderByDescending(g => g.Count()))
        {
            output.WriteLine($"  {Word(kind.Key.Before)} → {Word(kind.Key.After)}: {kind.Count()}");
        }

        var trained = diff.Flips.Where(f => f.TrainedVersion is not null).ToList();
        output.WriteLine($"groups concerned: {diff.Flips.Select(f => f.GroupId).Distinct().Count()}");
        output.WriteLine($"steps that had trained on them: {(trained.Count == 0 ? "none" : string.Join(", ", trained.Select(f => $"v{f.TrainedVersion}").Distinct()))}");
        output.WriteLine($"hints that were needless: {diff.NeedlessHints.Count}");
        foreach (var flip in diff.Flips.Take(FlipsShown))
        {
            output.WriteLine($"  {flip.GroupId} slot {flip.Slot}{(flip.Guided ? " (guided)" : "")}: {Word(flip.Before)} → {Word(flip.After)}: {flip.Detail.ReplaceLineEndings(" ")}");
        }

        if (diff.Flips.Count > FlipsShown)
        {
            output.WriteLine($"  … {diff.Flips.Count - FlipsShown} more; --json lists all");
        }
    }

    private static string Word(VerdictOutcome? outcome) => outcome is { } o ? RecipeSchema.Snake(o.ToString()).Replace('_', ' ') : "unjudged";
}
