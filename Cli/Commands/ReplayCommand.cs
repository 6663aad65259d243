using System.CommandLine;
using System.Text.Json;
using Guide.Answers;
using Guide.Cli.Files;
using Guide.Cli.Recipes;
using Guide.Cli.Replay;
using Guide.Cli.Running;
using Guide.Commands;
using Guide.Contracts;
using Guide.Recipes;
using Guide.StageHost;
using Guide.Storage;
using Guide.Storage.Background;
using Guide.Storage.Entities;
using Microsoft.EntityFrameworkCore;

namespace Guide.Cli.Commands;

/// <summary><c>guide replay</c>: stored rollouts judged again, and what that changes; or trained on again.</summary>
internal static class ReplayCommand
{
    private static readonly string[] MayChange = ["objective.", "optimizer.", "guidance.composition", "guidance.shaping", "guidance.percentile", "guidance.scope", "guidance.constant", "guidance.cap", "guidance.gamma_floor", "guidance.behavior", "step.updates_per_step"];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var run = new Option<string?>("--run") { Description = "The run's id; may be left out when the database holds one run.", HelpName = "RUN" };
        var json = new Option<bool>("--json") { Description = "Print everything as JSON." };
        var train = new Option<string?>("--train") { Description = "Do not judge: train again from version 0 on the stored rollouts, step by step, and save the result here.", HelpName = "DIR" };
        var group = new Option<string[]>("--group") { Description = "Only this group (the beginning of its id); may be given several times.", HelpName = "ID", DefaultValueFactory = _ => [] };
        var settings = new Argument<string[]>("settings") { Arity = ArgumentArity.ZeroOrMore, Description = "With --train: key=value of objective, optimizer, guidance's shaping and composition, step.updates_per_step." };
        var (sample, stages, where) = (new SampleOptions(), new StageReplayOptions(), new DatabaseArguments());
        var command = new GuideCommand(
            "replay",
            "Judges stored rollouts again with today's verifiers and prints the difference: which rollouts flipped, which steps had trained on them, which hints were needless. Or trains again from them with other losses (--train). The run stays as it is.",
            "guide replay --run quickstart-20260101-120000-guide-grpo-s0",
            "guide replay --run quickstart-20260101-120000-guide-grpo-s0 --sample 0.01",
            "guide replay --run r1 --database postgres://guide@db/guide --stages",
            "guide replay --run quickstart-20260101-120000-guide-grpo-s0 --train runs/unshaped guidance.shaping=none")
        {
            run, json, group, train, settings,
        };
        where.AddTo(command);
        foreach (var option in sample.All.Concat(stages.All))
        {
            command.Options.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var looked = sample.Read(parsed) with { Groups = Groups(parsed.GetValue(group)!) };
            if (stages.IsAsked(parsed))
            {
                return parsed.GetValue(train) is null && parsed.GetValue(settings) is not { Length: > 0 }
                    ? await StagesAsync(parsed, where, parsed.GetValue(run), stages, looked, parsed.GetValue(json), cancellationToken)
                    : throw GuideException.Usage("--stages judges again; --train trains again, in this process.");
            }

            await using var database = await where.OpenAsync(parsed, cancellationToken);
            var row = await StoredRuns.ChooseAsync(database, parsed.GetValue(run), cancellationToken);
            var words = parsed.GetValue(settings) ?? [];
            if (parsed.GetValue(train) is { } folder)
            {
                if (sample.IsGiven(parsed) || parsed.GetValue(group) is { Length: > 0 })
                {
                    throw GuideException.Usage("--sample and --group look at some groups; --train trains on all that the steps took.");
                }

                return await TrainAsync(database, row, Path.GetFullPath(folder), words, parsed.GetValue(json), parsed.InvocationConfiguration, cancellationToken);
            }

            if (words.Length > 0)
            {
                throw GuideException.Usage($"'{words[0]}' changes how a run is trained: give --train DIR with it.");
            }

            await JudgeAsync(database, row, looked, parsed.GetValue(json), parsed.InvocationConfiguration, cancellationToken);
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>In this process; nothing is written.</summary>
    private static async Task JudgeAsync(GuideDatabase database, RunRow row, ReplaySample sample, bool json, InvocationConfiguration streams, CancellationToken cancellationToken)
    {
        await using var judges = new Judges();
        var domains = await database.ReadAsync((db, token) => db.Prompts.Where(p => p.RunId == row.RunId).Select(p => p.Domain).Distinct().ToListAsync(token), cancellationToken);
        var verifiers = await judges.ForAsync(domains.ToHashSet(), RecipeJson.Thaw(row.Recipe).Verification, cancellationToken);
        Write(await new VerdictReplay(database, verifiers).RunAsync(row, sample, judged => streams.Error.WriteLine($"{judged} rollouts judged"), cancellationToken), json, streams.Output);
    }

    private static void Write(ReplayDiff diff, bool json, TextWriter output)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(diff, SnakeCaseJson.Options));
        }
        else
        {
            ReplayText.Write(diff, output);
        }
    }

    /// <summary>Ids without hyphens, or their beginnings.</summary>
    private static IReadOnlyList<string> Groups(string[] asked) => [.. asked.Select(static id => id.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant())];

    /// <summary>By the run's VerifierConsumers: as groups that are stored, with verdicts of their own.</summary>
    private static async Task<int> StagesAsync(
        ParseResult parsed, DatabaseArguments where, string? runId, StageReplayOptions options, ReplaySample sample, bool json, CancellationToken cancellationToken)
    {
        var replay = options.Name(parsed) ?? sample.Name(AnswerVerifiers.Set().Version);
        await using var stages = await RunStages.OpenAsync(parsed, where, runId, options.Stage(parsed), cancellationToken);
        var replays = new ReplayGroups(stages.Database);
        await replays.RequestAsync(stages.Run.RunId, replay, group => sample.Takes(group.ToString("N")), cancellationToken);
        await stages.FinishAsync(
            samples: false,
            async () =>
            {
                var there = await replays.OfAsync(stages.Run.RunId, replay, cancellationToken);
                return (there.Count, there.Count(static group => group.State is GroupState.Sampled or GroupState.Verified));
            },
            cancellationToken);
        var diff = await (await VerdictReplay.StoredAsync(stages.Database, stages.Run.RunId, replay, cancellationToken)).RunAsync(stages.Run, sample, null, cancellationToken);
        if (stages.Folder is { } folder)
        {
            var file = folder.In("replays", $"{stages.Run.RunId}-{replay}.json");
            WholeFile.Write(file, JsonSerializer.Serialize(diff, SnakeCaseJson.Options));
            parsed.InvocationConfiguration.Error.WriteLine($"replay {replay}: stored in {Path.GetRelativePath(Directory.GetCurrentDirectory(), file)}");
        }

        Write(diff, json, parsed.InvocationConfiguration.Output);
        return ExitCodes.Done;
    }

    private static async Task<int> TrainAsync(
        GuideDatabase database, RunRow row, string folder, string[] settings, bool json, InvocationConfiguration streams, CancellationToken cancellationToken)
    {
        OutputPaths.CheckFolder(folder, "replay");
        var recipe = RecipeLoader.Override(
            RecipeJson.Thaw(row.Recipe), settings, key => MayChange.Any(allowed => key.StartsWith(allowed, StringComparison.Ordinal)),
            "cannot change in a replay: what was sampled, judged and taken is stored");
        var result = await new TrainingReplay(database).RunAsync(
            row,
            recipe,
            folder,
            step => streams.Error.WriteLine(ReplayText.Of(step)),
            cancellationToken);
        OutputPaths.MarkFolder(folder, "replay");
        streams.Output.WriteLine(json ? JsonSerializer.Serialize(result, SnakeCaseJson.Options) : ReplayText.Of(result));
        return ExitCodes.Done;
    }
}
