namespace Guide.Answers.Extraction;

/// <summary>What ends a proof or a sentence and is no part of the answer before it: QED and its signs, a full stop, "as required".</summary>
internal static class EndMarks
{
    private static readonly string[] Marks = ["\\blacksquare", "\\square", "\\Box", "\\qed", "\\checkmark", "\\QED", "∎", "■", "□", "✓", "✔", "✅", "\\text{Q.E.D.}", "\\text{QED}", "\\text{q.e.d.}", "\\text{qed}", "\\text{(QED)}", "Q.E.D.", "QED", "q.e.d.", "\\qquad", "\\quad", "\\hfill", "$\\blacksquare$", "$\\square$", "$\\Box$", "$\\qed$", "\\,", "\\;", "\\ ", "~", "$"];

    private static readonly string[] Remarks = ["as required", "as desired", "as claimed", "as wanted", "as needed", "as expected", "as asked"];

    /// <summary>True for a formula of nothing else.</summary>
    public static bool IsOnly(ReadOnlySpan<char> formula) => Array.IndexOf(Marks, formula.Trim(" \\,;").ToString() is var bare ? "\\" + bare : "") >= 0;

    /// <summary>The answer without them; the same object when it has none.</summary>
    public static string Cut(string answer)
    {
        var text = answer.AsSpan().TrimEnd();
        var dollars = (text.Count('$') - text.Count("\\$")) % 2 == 0;
        for (var cut = true; cut && text.Length > 0;)
        {
            cut = false;
            foreach (var mark in Marks)
            {
                if ((mark != "$" || !dollars) && text.Length > mark.Length && text.EndsWith(mark, StringComparison.Ordinal) && !(text[^(mark.Length + 1)] == '\\' || (char.IsAsciiLetter(mark[0]) && char.IsAsciiLetterOrDigit(text[^(mark.Length + 1)]))))
                {
                    text = text[..^mark.Length].TrimEnd();
                    cut = true;
                }
            }

            if (text is [.., >= '0' and <= '9' or '}' or ')' or '$', '.'] or [.., ' ', '.'])
            {
                text = text[..^1].TrimEnd();
                cut = true;
            }
        }

        // "13\text{, as required}"
        if (text.EndsWith("}") && text.LastIndexOf("\\text{") is > 0 and var group && Words.Opens(text[(group + 6)..].TrimStart(" ,"), Remarks) is > 0 and var length && text[(group + 6)..].TrimStart(" ,")[length..].Trim(" .}").Length == 0)
        {
            text = text[..group].TrimEnd(" ,~\\");
        }

        return text.Length == answer.Length || text.Length == 0 ? answer : text.ToString();
    }
}
