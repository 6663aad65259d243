using System.Text.Json;

using Guide.Contracts;

namespace Guide.DataSets;

/// <summary>hendrycks/math and its descendants: {problem, answer and/or solution, level or difficulty, type or subject}.</summary>
internal sealed class MathFormat : IDataSetFormat
{
    private const string Boxed = @"\boxed{";

    /// <inheritdoc/>
    public string Name => "math";

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Columns => ["problem", "solution", "answer", "hint", "unique_id", "level", "difficulty", "type", "subject"];

    /// <inheritdoc/>
    public PromptRecord Convert(JsonElement item, string fallbackId)
    {
        var solution = Fields.Optional(item, "solution");
        var gold = Fields.Optional(item, "answer") ?? (solution is null ? null : LastBoxed(solution));
        if (string.IsNullOrWhiteSpace(gold))
        {
            throw new FormatException(@"there is no answer: neither a field 'answer' nor a \boxed{…} in a field 'solution'");
        }

        return new PromptRecord
        {
            Id = Fields.Optional(item, "unique_id") ?? fallbackId,
            Domain = Domain.Math,
            Prompt = Fields.Required(item, "problem"),
            Gold = gold.Trim(),
            Hint = Fields.Optional(item, "hint") ?? (solution is null ? null : FirstSentence(solution)?.Trim()),
            Solution = solution,
            Difficulty = Level(item),
            Source = Fields.Optional(item, "type") ?? Fields.Optional(item, "subject") ?? Name,
        };
    }

    /// <summary>The contents of the last \boxed{…} whose braces close; null without one.</summary>
    internal static string? LastBoxed(string text)
    {
        for (var at = text.LastIndexOf(Boxed, StringComparison.Ordinal); at >= 0; at = at == 0 ? -1 : text.LastIndexOf(Boxed, at - 1, StringComparison.Ordinal))
        {
            var depth = 1;
            for (var i = at + Boxed.Length; i < text.Length; i++)
            {
                depth += text[i] switch { '{' => 1, '}' => -1, _ => 0 };
                if (depth == 0)
                {
                    return text[(at + Boxed.Length)..i];
                }
            }
        }

        return null;
    }

    private static string? Level(JsonElement item) =>
        (Fields.Optional(item, "level") ?? Fields.Optional(item, "difficulty")) is { } level
            ? $"level-{level.Replace("Level ", "", StringComparison.Ordinal).Replace(".0", "", StringComparison.Ordinal)}"
            : null;

    /// <summary>Up to the first full stop that ends a sentence; null when that is the whole solution.</summary>
    private static string? FirstSentence(string solution)
    {
        var end = solution.IndexOf(". ", StringComparison.Ordinal);
        var paragraph = solution.IndexOf("\n\n", StringComparison.Ordinal);
        end = end < 0 || (paragraph >= 0 && paragraph < end) ? paragraph : end + 1;
        return end <= 0 || end >= solution.TrimEnd().Length ? null : solution[..end];
    }
}
