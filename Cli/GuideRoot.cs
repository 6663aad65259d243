using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;

using Guide.Cli.Commands;
using Guide.Contracts;
using Guide.StageHost;

namespace Guide.Cli;

/// <summary>The <c>guide</c> command: its sub-commands, and how every one of them ends.</summary>
internal static class GuideRoot
{
    /// <summary>Each command is one class in Commands/ with a static Create().</summary>
    public static Command Create()
    {
        var root = new GuideCommand(
            "guide",
            "Trains reasoning models with reinforcement learning on verifiable rewards and adaptive guidance.",
            "guide run",
            "guide run recipes/quickstart.yaml --seeds 3",
            "guide config explain recipes/quickstart.yaml");
        var help = new HelpOption();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        root.Options.Add(help);
        root.Options.Add(new VersionOption());

        root.Subcommands.Add(VerifyCommand.Create());
        root.Subcommands.Add(RunCommand.Create());
        root.Subcommands.Add(ReportCommand.Create());
        root.Subcommands.Add(RunsCommand.Create());
        root.Subcommands.Add(RolloutsCommand.Create());
        root.Subcommands.Add(ImportCommand.Create());
        root.Subcommands.Add(SampleCommand.Create());
        root.Subcommands.Add(EvalCommand.Create());
        root.Subcommands.Add(ExplainCommand.Create());
        root.Subcommands.Add(ExportCommand.Create());
        root.Subcommands.Add(ReplayCommand.Create());
        root.Subcommands.Add(ConfigCommand.Create());
        root.Subcommands.Add(SandboxCommand.Create());
        root.Subcommands.Add(StageCommand.Create());
        root.Subcommands.Add(DoctorCommand.Create());
        return root;
    }

    /// <summary>Runs one command line to its exit code: errors are one line on <paramref name="error"/>.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var parsed = Create().Parse(args);
        if (parsed.Errors.Count > 0 || OptionAsWord(parsed) is not null)
        {
            var of = parsed.CommandResult.Command is { Name: "guide" } ? "" : $" {parsed.CommandResult.Command.Name}";
            error.WriteLine($"guide: {OneLine(WrongWord(parsed) ?? parsed.Errors[0].Message)} Try 'guide{of} --help'.");
            return ExitCodes.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = output,
                    Error = error,
                    EnableDefaultExceptionHandler = false,
                    // Ctrl-C and SIGTERM cancel; stages give back what they hold before the process ends.
                    ProcessTerminationTimeout = TimeSpan.FromSeconds(60),
                },
                cancellationToken);
        }
        catch (Exception exception)
        {
            var failure = Failure.Of(exception, interrupted: true);
            error.WriteLine($"guide: {failure.Line}");
            if (Environment.GetEnvironmentVariable("GUIDE_TRACE") is { Length: > 0 })
            {
                error.WriteLine(exception);
            }

            return failure.ExitCode;
        }
    }

    /// <summary>A word that no command knows, with what was probably meant; null when that is not what is wrong.</summary>
    private static string? WrongWord(ParseResult parsed)
    {
        var word = OptionAsWord(parsed) ?? (parsed.UnmatchedTokens is [var first, ..] ? first : null);
        if (word is null)
        {
            return null;
        }

        var command = parsed.CommandResult.Command;
        var known = word.StartsWith('-') ? command.Options.SelectMany(option => option.Aliases.Append(option.Name)) : command.Subcommands.Select(sub => sub.Name);
        var meant = known.ToList() is { Count: > 0 } words && Nearest.Misspelt(word, words) is { } near ? $"; did you mean '{near}'?" : ".";
        return word.StartsWith('-') ? $"there is no option '{word}'{meant}"
            : command.Subcommands.Count > 0 ? $"there is no command '{word}'{meant}"
            : $"'{word}' is one word too many.";
    }

    /// <summary>An option that nobody knows and that stands where words may stand: it would be taken for one. Stages read their own options.</summary>
    private static string? OptionAsWord(ParseResult parsed) =>
        parsed.CommandResult.Command.TreatUnmatchedTokensAsErrors
            ? parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value)
                .FirstOrDefault(word => word is ['-', not (>= '0' and <= '9'), ..])
            : null;

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim();
}
