using System.Text.Json;

using Guide.Contracts;

namespace Guide.DataSets;

/// <summary>
/// verl's rows: {data_source, prompt: [{role, content}, …], ability, reward_model: {ground_truth}, extra_info: {index, …}}. System
/// messages are left out: the chat template of the run decides about them.
/// </summary>
internal sealed class VerlFormat : IDataSetFormat
{
    /// <inheritdoc/>
    public string Name => "verl";

    /// <inheritdoc/>
    public PromptRecord Convert(JsonElement item, string fallbackId)
    {
        var reward = Fields.Find(item, "reward_model") ?? throw new FormatException("the field 'reward_model' is missing");
        var domain = Fields.Optional(item, "ability") switch
        {
            "code" or "coding" => Domain.Code,
            "science" => Domain.Science,
            _ => Domain.Math,
        };
        var truth = Fields.Optional(reward, "ground_truth");
        if (string.IsNullOrWhiteSpace(truth))
        {
            throw new FormatException("the field 'reward_model.ground_truth' is missing or empty");
        }

        return new PromptRecord
        {
            Id = fallbackId,
            Domain = domain,
            Prompt = UserText(item),
            Gold = domain == Domain.Code ? null : truth,
            Tests = domain == Domain.Code ? Parse(truth) : null,
            Hint = Fields.Find(item, "extra_info") is { ValueKind: JsonValueKind.Object } extra ? Fields.Optional(extra, "hint") : null,
            Source = Fields.Optional(item, "data_source") ?? Name,
        };
    }

    private static string UserText(JsonElement item)
    {
        if (Fields.Find(item, "prompt") is not { ValueKind: JsonValueKind.Array } messages)
        {
            return Fields.Required(item, "prompt");
        }

        var user = messages.EnumerateArray().Where(m => Fields.Optional(m, "role") == "user").Select(m => Fields.Required(m, "content")).ToList();
        return user.Count > 0 ? string.Join("\n\n", user) : throw new FormatException("the prompt has no message of the user");
    }

    private static JsonElement Parse(string tests)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(tests);
        }
        catch (JsonException exception)
        {
            throw new FormatException($"the tests in 'reward_model.ground_truth' are not JSON: {exception.Message}", exception);
        }
    }
}
