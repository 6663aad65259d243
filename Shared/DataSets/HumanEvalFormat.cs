using System.Text.Json;

using Guide.Contracts;

namespace Guide.DataSets;

/// <summary>openai/human-eval: {task_id, prompt, entry_point, test}; the test defines check(candidate).</summary>
internal sealed class HumanEvalFormat : IDataSetFormat
{
    /// <inheritdoc/>
    public string Name => "humaneval";

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Columns => ["task_id", "prompt", "entry_point", "test"];

    /// <inheritdoc/>
    public PromptRecord Convert(JsonElement item, string fallbackId)
    {
        var prompt = Fields.Required(item, "prompt");
        return new PromptRecord
        {
            Id = Fields.Optional(item, "task_id") ?? fallbackId,
            Domain = Domain.Code,
            Prompt = prompt,
            Tests = JsonSerializer.SerializeToElement(new
            {
                kind = "humaneval",
                prompt,
                entry_point = Fields.Required(item, "entry_point"),
                test = Fields.Required(item, "test"),
            }),
            Source = Name,
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> References(JsonElement item) => Fields.Optional(item, "canonical_solution") is { } solution ? [solution] : [];
}
