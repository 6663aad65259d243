using System.CommandLine;
using System.CommandLine.Help;
using System.Diagnostics.CodeAnalysis;

namespace Guide.Commands;

/// <summary>A command whose help shows how it is really called.</summary>
/// <param name="name">The word on the command line.</param>
/// <param name="description">What it does, for the help.</param>
/// <param name="examples">Whole command lines, printed at the end of the command's help.</param>
[SuppressMessage("Design", "CA1010", Justification = "Command can be enumerated so that its options can stand in an initializer; nobody enumerates it.")]
public sealed class GuideCommand(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Name of the root command.</summary>
    public const string RootName = "guide";

    /// <summary>Whole command lines, printed at the end of the command's help.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>The command <c>guide</c>, with <c>--help</c> for itself and all below it, and <c>--version</c>.</summary>
    /// <param name="description">What it does, for the help.</param>
    /// <param name="examples">Whole command lines.</param>
    public static GuideCommand Root(string description, params string[] examples)
    {
        var root = new GuideCommand(RootName, description, examples);
        var help = new HelpOption();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        root.Options.Add(help);
        root.Options.Add(new VersionOption());
        return root;
    }
}
