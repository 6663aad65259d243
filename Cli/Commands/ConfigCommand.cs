using System.CommandLine;

using Guide.Commands;

namespace Guide.Cli.Commands;

/// <summary><c>guide config</c>: what a recipe really says.</summary>
internal static class ConfigCommand
{
    /// <summary>The command with its sub-commands.</summary>
    public static Command Create()
    {
        var config = new GuideCommand("config", "What a recipe really says.", "guide config explain recipes/quickstart.yaml step.steps=20", "guide config keys sampling");
        config.Subcommands.Add(ConfigExplainCommand.Create());
        config.Subcommands.Add(ConfigKeysCommand.Create());
        return config;
    }
}
