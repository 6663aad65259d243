using System.CommandLine;

namespace Guide.Cli;

/// <summary>A command whose help shows how it is really called.</summary>
internal sealed class GuideCommand(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Whole command lines, printed at the end of the command's help.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;
}
