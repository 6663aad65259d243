using System.CommandLine;

using Guide.Commands;

namespace Guide.Cli.Commands;

/// <summary><c>guide hints</c>: hints made in advance, and what those of a run did.</summary>
internal static class HintsCommand
{
    /// <summary>The command with its verbs.</summary>
    public static Command Create()
    {
        var command = new GuideCommand("hints", "Makes, lists, shows and retires hints.", "guide hints list", "guide hints make --data train.jsonl --sources solution --output hinted.jsonl");
        command.Subcommands.Add(HintsMakeCommand.Create());
        command.Subcommands.Add(HintsListCommand.Create());
        command.Subcommands.Add(HintsShowCommand.Create());
        command.Subcommands.Add(HintsRetireCommand.Create());
        return command;
    }
}
