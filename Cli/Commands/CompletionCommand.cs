using System.CommandLine;

using Guide.Cli.Shells;
using Guide.Commands;
using Guide.Contracts;

namespace Guide.Cli.Commands;

/// <summary><c>guide completion bash|zsh|fish</c>: a script that completes commands and options.</summary>
internal static class CompletionCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new GuideCommand(
            "completion",
            "Prints a script with which a shell completes commands, options and their words.",
            "source <(guide completion bash)",
            "source <(guide completion zsh)        (after compinit)",
            "guide completion fish > ~/.config/fish/completions/guide.fish")
        {
            shell,
        };
        command.SetAction(parsed =>
        {
            parsed.InvocationConfiguration.Output.Write(ShellScripts.Of(parsed.GetValue(shell)!, CommandWords.Of(GuideRoot.Create())));
            return ExitCodes.Done;
        });
        return command;
    }
}
