using System.CommandLine;

namespace Guide.Cli.Shells;

/// <summary>What may stand after the words of one command.</summary>
/// <param name="Path">Its words, without "guide"; empty = the root.</param>
/// <param name="Commands">Its sub-commands, each with what it does.</param>
/// <param name="Options">Its options.</param>
/// <param name="Words">The words that an argument of it may be; empty = anything, files too.</param>
internal sealed record CommandWords(string Path, IReadOnlyList<(string Name, string Does)> Commands, IReadOnlyList<OptionWords> Options, IReadOnlyList<string> Words)
{
    /// <summary>A command and all below it.</summary>
    public static IReadOnlyList<CommandWords> Of(Command root) => [.. Walk(root, "")];

    private static IEnumerable<CommandWords> Walk(Command command, string path)
    {
        yield return new CommandWords(
            path,
            [.. command.Subcommands.Where(sub => !sub.Hidden).Select(sub => (sub.Name, FirstSentence(sub.Description)))],
            [.. command.Options.Where(option => !option.Hidden).Select(OptionWords.Of).Where(option => option.Names[0] != "--help").Append(new OptionWords(["--help", "-h"], "How it is called.", [], TakesValue: false))],
            [.. command.Arguments.SelectMany(WordsOf).Distinct()]);
        foreach (var sub in command.Subcommands.Where(sub => !sub.Hidden))
        {
            foreach (var below in Walk(sub, path.Length == 0 ? sub.Name : $"{path} {sub.Name}"))
            {
                yield return below;
            }
        }
    }

    /// <summary>The words that a symbol says are all it takes.</summary>
    internal static IEnumerable<string> WordsOf(Symbol symbol) => symbol switch
    {
        Option { ValueType: var type } when type == typeof(bool) => [],
        Argument { ValueType: var type } when type == typeof(bool) => [],
        _ => symbol.GetCompletions(System.CommandLine.Completions.CompletionContext.Empty).Select(item => item.Label).Where(word => word.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')),
    };

    /// <summary>A description's beginning, on one line.</summary>
    internal static string FirstSentence(string? text)
    {
        var line = (text ?? "").ReplaceLineEndings(" ");
        var end = line.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? line : line[..(end + 1)];
    }
}
