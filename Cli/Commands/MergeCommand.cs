using System.CommandLine;

using Guide.Cli.Files;
using Guide.Cli.Merging;
using Guide.Commands;
using Guide.Contracts;
using Guide.PolicyModel.Checkpoints;

namespace Guide.Cli.Commands;

/// <summary><c>guide merge PLACE --output DIR</c>: a checkpoint as one folder that other programs load.</summary>
internal static class MergeCommand
{
    private const string Name = "merge";

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var place = new Argument<string>("place") { Description = "A run folder, a run's checkpoint folder, a checkpoint or an adapter." };
        var output = new Option<string>("--output", "-o") { Description = "The folder to make; new, empty, or made by this command before.", Required = true, HelpName = "DIR" };
        var run = new Option<string?>("--run") { Description = "Of a run folder with several runs: which one.", HelpName = "RUN" };
        var version = new Option<string>("--checkpoint") { Description = "Of a run: last, best (pass@1 on the held-out problems), or a version's number.", DefaultValueFactory = _ => "last", HelpName = "last|best|N" };
        var @base = new Option<string?>("--base") { Description = "The folder of the model that an adapter belongs to, where it is not found.", HelpName = "DIR" };
        var type = new Option<string>("--type") { Description = "Number type of the weights; bfloat16 is half the size and rounds.", DefaultValueFactory = _ => "float32" };
        type.AcceptOnlyFromAmong("float32", "bfloat16", "float16");
        var command = new GuideCommand(
            Name,
            "Writes a checkpoint as one folder in the Hugging Face layout, without optimizer state; an adapter is added into its base.",
            "guide merge runs/mine --output models/mine-trained",
            "guide merge runs/mine --checkpoint best --type bfloat16 --output models/mine-trained",
            "guide merge adapter/ --base models/Qwen2.5-0.5B --output models/merged")
        {
            place, output, run, version, @base, type,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var to = Path.GetFullPath(parsed.GetValue(output)!);
            OutputPaths.CheckFolder(to, Name);
            var from = CheckpointPlace.Find(parsed.GetValue(place)!, parsed.GetValue(run), parsed.GetValue(version)!);
            cancellationToken.ThrowIfCancellationRequested();
            var merged = CheckpointMerge.Write(from, parsed.GetValue(@base), to, parsed.GetValue(type) switch
            {
                "bfloat16" => WeightType.BFloat16,
                "float16" => WeightType.Float16,
                _ => WeightType.Float32,
            });
            OutputPaths.MarkFolder(to, Name);
            parsed.InvocationConfiguration.Output.WriteLine($"{Shown(from)}{(merged.Base is { } model ? $" on {Shown(model)}" : "")} → {parsed.GetValue(output)} ({ByteSize.Text(merged.Bytes)}, SHA-256 {merged.Sha256})");
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static string Shown(string path) => Path.GetRelativePath(Directory.GetCurrentDirectory(), path) is var relative && relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
}
