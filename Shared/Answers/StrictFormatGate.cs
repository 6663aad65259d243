namespace Guide.Answers;

/// <summary>The format gate of the paper's runs: exactly one <c>\boxed{}</c>, closed, with at most three blanks behind it at the completion's end.</summary>
internal static class StrictFormatGate
{
    private const string Mark = "\\boxed{";
    private const int MostTrailingBlanks = 3;

    /// <summary>Why the completion is refused; null when it passes.</summary>
    public static string? Refusal(string completion)
    {
        var start = completion.IndexOf(Mark, StringComparison.Ordinal);
        if (start < 0)
        {
            return "no \\boxed{}";
        }

        if (completion.IndexOf(Mark, start + 1, StringComparison.Ordinal) >= 0)
        {
            return "more than one \\boxed{}";
        }

        var depth = 1;
        var end = start + Mark.Length;
        while (end < completion.Length && depth > 0)
        {
            var escaped = completion[end - 1] == '\\' && completion[end - 2] != '\\';
            depth += completion[end] switch { '{' when !escaped => 1, '}' when !escaped => -1, _ => 0 };
            end++;
        }

        if (depth > 0)
        {
            return "\\boxed{} is not closed";
        }

        var blanks = 0;
        for (var i = completion.Length - 1; i >= end && char.IsWhiteSpace(completion[i]); i--)
        {
            blanks++;
        }

        return blanks > MostTrailingBlanks ? "more than three trailing blanks" : null;
    }
}
