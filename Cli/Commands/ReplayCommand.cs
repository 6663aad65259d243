using System.CommandLine;
using System.Text.Json;

using Guide.Cli.Recipes;
using Guide.Cli.Replay;
using Guide.Cli.Running;
using Guide.Contracts;
using Guide.StageHost;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.Cli.Commands;

/// <summary><c>guide replay</c>: stored rollouts judged again, and what that changes.</summary>
internal static class ReplayCommand
{
    private const int FlipsShown = 20;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var run = new Option<string?>("--run") { Description = "The run's id; may be left out when the database holds one run.", HelpName = "RUN" };
        var json = new Option<bool>("--json") { Description = "Print everything as JSON." };
        var where = new DatabaseArguments();
        var command = new GuideCommand(
            "replay",
            "Judges stored rollouts again with today's verifiers and prints the difference: which rollouts flipped, which steps had trained on them, which hints were needless. Writes nothing.",
            "guide replay --run quickstart-20260101-120000-guide-grpo-s0")
        {
            run, json,
        };
        where.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var database = where.Open(parsed);
            var row = await ChooseAsync(database, parsed.GetValue(run), cancellationToken);
            await using var judges = new Judges();
            var hasCode = await database.ReadAsync((db, token) => db.Prompts.AnyAsync(p => p.RunId == row.RunId && p.Domain == Domain.Code, token), cancellationToken);
            var verifiers = await judges.ForAsync(hasCode ? [new PromptRecord { Id = "", Domain = Domain.Code, Prompt = "" }] : [], cancellationToken);
            var error = parsed.InvocationConfiguration.Error;
            var diff = await new VerdictReplay(database, verifiers).RunAsync(row, judged => error.WriteLine($"{judged} rollouts judged"), cancellationToken);
            if (parsed.GetValue(json))
            {
                parsed.InvocationConfiguration.Output.WriteLine(JsonSerializer.Serialize(diff, RecipeJson.Options));
            }
            else
            {
                Print(diff, parsed.InvocationConfiguration.Output);
            }

            return ExitCodes.Done;
        });
        return command;
    }

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
