using System.Text.RegularExpressions;

namespace Guide.CodeSandbox.Judging;

/// <summary>What is loaded in the candidate's sandbox: the code, behind whatever of the prompt it builds on.</summary>
internal static partial class SubmissionText
{
    /// <summary>Code that defines the function replaces the prompt's; other code continues it.</summary>
    public static string Of(CodeTests tests, string code)
    {
        if (tests.PromptCode is not { Length: > 0 } prompt)
        {
            return code;
        }

        (var futures, code) = TakeFutures(code);
        (var promptFutures, prompt) = TakeFutures(prompt);
        return promptFutures + futures + Join(prompt, tests.EntryPoint ?? "", code);
    }

    private static string Join(string prompt, string entryPoint, string code)
    {
        var name = entryPoint.Split("().")[0].Split('.')[0];
        if (!Definition(name).IsMatch(code))
        {
            return prompt + code; // A body, or more of what the prompt began.
        }

        // Imports and helpers in front of the function, without its decorators; the function itself comes with the code.
        var at = Definition(name).Match(prompt) is { Success: true } match ? match.Index : prompt.Length;
        var front = Decorators().Replace(prompt[..at], "");
        return front.Length == 0 ? code : front + "\n" + code;
    }

    // from __future__ stands first in a file, or nowhere.
    private static (string Futures, string Others) TakeFutures(string code)
    {
        var futures = string.Concat(Future().Matches(code).Select(m => m.Value.TrimEnd() + "\n"));
        return futures.Length == 0 ? ("", code) : (futures, Future().Replace(code, ""));
    }

    // What a submission holds never costs more than its length.
    private const RegexOptions Linear = RegexOptions.Multiline | RegexOptions.NonBacktracking;

    private static Regex Definition(string name) => new($@"^(?:(?:async[ \t]+)?def|class)[ \t]+{Regex.Escape(name)}\b|^{Regex.Escape(name)}[ \t]*=(?:[^=]|$)", Linear, TimeSpan.FromSeconds(5));

    [GeneratedRegex(@"^from[ \t]+__future__[ \t]+import[ \t]+(?:\([^)]*\)|[^\n(]*)(?:\n|\z)", Linear, 5000)]
    private static partial Regex Future();

    [GeneratedRegex(@"(?:^@[^\n]*\n)+\z", Linear, 5000)]
    private static partial Regex Decorators();
}
