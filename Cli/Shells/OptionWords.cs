using System.CommandLine;

namespace Guide.Cli.Shells;

/// <summary>An option as a shell completes it.</summary>
/// <param name="Names">All its names, the long one first.</param>
/// <param name="Does">What it means.</param>
/// <param name="Words">What its value may be; empty = anything, files too.</param>
/// <param name="TakesValue">False: a switch.</param>
internal sealed record OptionWords(IReadOnlyList<string> Names, string Does, IReadOnlyList<string> Words, bool TakesValue)
{
    /// <summary>Of an option.</summary>
    public static OptionWords Of(Option option) => new(
        [.. option.Aliases.Append(option.Name).Where(name => name.StartsWith('-') && name.TrimStart('-').All(c => char.IsAsciiLetterOrDigit(c) || c == '-')).Distinct().OrderByDescending(name => name.Length)],
        CommandWords.FirstSentence(option.Description),
        [.. CommandWords.WordsOf(option)],
        option.ValueType != typeof(bool) && option.Arity.MaximumNumberOfValues > 0);
}
