using System.CommandLine;

using Guide.Cli.Commands;
using Guide.Commands;
using Guide.Contracts;
using Guide.StageHost;

namespace Guide.Cli;

/// <summary>The <c>guide</c> command: its sub-commands, and how every one of them ends.</summary>
internal static class GuideRoot
{
    /// <summary>Each command is one class in Commands/ with a static Create().</summary>
    public static Command Create()
    {
        var root = GuideCommand.Root(
            "Trains reasoning models with reinforcement learning on verifiable rewards and adaptive guidance.",
            "guide run",
            "guide run recipes/quickstart.yaml --seeds 3",
            "guide config explain recipes/quickstart.yaml");
        root.Subcommands.Add(RunCommand.Create());
        root.Subcommands.Add(RunsCommand.Create());
        root.Subcommands.Add(RolloutsCommand.Create());
        root.Subcommands.Add(ExplainCommand.Create());
        root.Subcommands.Add(ReportCommand.Create());
        root.Subcommands.Add(ImportCommand.Create());
        root.Subcommands.Add(ImportRolloutsCommand.Create());
        root.Subcommands.Add(HintsCommand.Create());
        root.Subcommands.Add(ConfigCommand.Create());
        root.Subcommands.Add(EvalCommand.Create());
        root.Subcommands.Add(SampleCommand.Create());
        root.Subcommands.Add(MergeCommand.Create());
        root.Subcommands.Add(ExportCommand.Create());
        root.Subcommands.Add(ReplayCommand.Create());
        root.Subcommands.Add(VerifyCommand.Create());
        root.Subcommands.Add(SandboxCommand.Create());
        root.Subcommands.Add(StageCommand.Create());
        root.Subcommands.Add(QueuesCommand.Create());
        root.Subcommands.Add(DoctorCommand.Create());
        root.Subcommands.Add(CompletionCommand.Create());
        return root;
    }

    /// <summary>Runs one command line to its exit code: errors are one line on <paramref name="error"/>.</summary>
    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken) =>
        CommandProgram.RunAsync(Create(), args, output, error, HostFailures.Expected, cancellationToken);
}
