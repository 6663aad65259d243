using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

namespace Guide.Answers;

/// <summary>One bare answer as it was read.</summary>
/// <param name="Text">Its repaired spelling.</param>
/// <param name="Node">Its form; null when it cannot be read.</param>
/// <param name="Writing">Its tokens, for two that are written alike.</param>
/// <param name="Steps">What reading it cost: charged again wherever it is used, so that a verdict does not depend on who read it.</param>
internal sealed record Reading(string Text, Node? Node, string Writing, int Steps)
{
    /// <summary>Reads an answer.</summary>
    /// <exception cref="BudgetExceededException">It is too large.</exception>
    public static Reading Of(string answer, ParseMode mode, Budget budget)
    {
        var before = budget.Left;
        var text = Spelling.Repair(WithoutMarkdown(answer));
        var node = Parser.Parse(text, mode, budget, out var writing);
        return new Reading(text, node, writing, before - budget.Left);
    }

    private static string WithoutMarkdown(string text)
    {
        text = text.Trim();
        return text.Length > 4 && text.StartsWith("**", StringComparison.Ordinal) && text.EndsWith("**", StringComparison.Ordinal) ? text[2..^2].Trim() : text;
    }
}
