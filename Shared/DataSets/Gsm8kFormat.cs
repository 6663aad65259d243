using System.Text.Json;
using System.Text.RegularExpressions;

using Guide.Contracts;

namespace Guide.DataSets;

/// <summary>openai/grade-school-math: {question, answer}; the answer is a worked solution, a step a line, that ends in "#### N".</summary>
internal sealed partial class Gsm8kFormat : IDataSetFormat
{
    private const string Mark = "####";

    /// <inheritdoc/>
    public string Name => "gsm8k";

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Columns => ["question", "answer"];

    /// <inheritdoc/>
    public PromptRecord Convert(JsonElement item, string fallbackId)
    {
        var solution = Fields.Required(item, "answer");
        var mark = solution.LastIndexOf(Mark, StringComparison.Ordinal);
        var gold = mark < 0 ? "" : solution[(mark + Mark.Length)..].Trim();
        if (gold.Length == 0)
        {
            throw new FormatException($"the answer has no number behind '{Mark}'");
        }

        var firstStep = Calculator().Replace(solution[..mark], "").Trim().Split('\n')[0].Trim();
        return new PromptRecord
        {
            Id = fallbackId,
            Domain = Domain.Math,
            Prompt = Fields.Required(item, "question"),
            Gold = gold,
            // Whether it may be used is the leak gate's to say.
            Hint = firstStep.Length > 0 ? firstStep : null,
            Solution = solution,
            Source = Name,
        };
    }

    /// <summary>Calculator annotations: 48/2 = &lt;&lt;48/2=24&gt;&gt;24.</summary>
    [GeneratedRegex("<<[^>]*>>", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Calculator();
}
