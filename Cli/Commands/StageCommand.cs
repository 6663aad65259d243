using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;

using Guide.Commands;
using Guide.Contracts;
using Guide.StageHost;

namespace Guide.Cli.Commands;

/// <summary>
/// <c>guide stage NAME …</c>: one stage of a distributed run. The launcher script becomes the stage's own executable before this program
/// starts; whoever starts this program directly gets that executable as a child that hears the same signals.
/// </summary>
internal static class StageCommand
{
    /// <summary>The command, with one sub-command for each stage.</summary>
    public static Command Create()
    {
        var command = new GuideCommand(
            "stage",
            "One stage of a distributed run, in a process of its own.",
            "guide stage rollout --run quickstart-1 --broker amqp://localhost --database postgres://guide@localhost/guide --checkpoints /data/checkpoints",
            "guide stage learner --help");
        foreach (var stage in StageNames.All)
        {
            command.Subcommands.Add(CreateStage(stage));
        }

        return command;
    }

    private static Command CreateStage(Stage stage)
    {
        // The stage's executable reads its own options, so that there is one reader of them.
        var rest = new Argument<string[]>("options") { Arity = ArgumentArity.ZeroOrMore, Description = "Options of the stage; see --help." };
        var command = new Command(stage.Name(), $"The {stage.Name()} stage.") { rest };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(stage, [.. parsed.GetValue(rest) ?? [], .. parsed.UnmatchedTokens.Except(parsed.GetValue(rest) ?? [])], cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Stage stage, string[] arguments, CancellationToken cancellationToken)
    {
        var assembly = stage switch
        {
            Stage.Rollout => "Guide.RolloutConsumer",
            Stage.Verifier => "Guide.VerifierConsumer",
            Stage.Hint => "Guide.HintConsumer",
            _ => $"Guide.{stage}",
        };
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            UseShellExecute = false,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start) ?? throw new GuideException($"The stage {stage.Name()} did not start.");

        // A terminal sends SIGINT to both; SIGTERM comes to this process alone and is passed on.
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            Signal(process, "TERM");
        });
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            Signal(process, "INT");
        });
        await process.WaitForExitAsync(CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        return process.ExitCode;
    }

    private static void Signal(Process process, string name)
    {
        if (!process.HasExited)
        {
            using var kill = Process.Start("kill", [$"-{name}", $"{process.Id}"]);
        }
    }
}
