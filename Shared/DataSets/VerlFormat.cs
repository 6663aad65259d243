using System.Text.Json;

using Guide.Contracts;

namespace Guide.DataSets;

/// <summary>
/// verl's rows: {data_source, prompt: [{role, content}, …], ability, reward_model: {ground_truth}, extra_info: {index, …}}. System
/// turns are left out and counted: the run's sampling.system_prompt says what goes there. Turns of the assistant cannot be kept, so they are refused.
/// </summary>
/// <param name="domain">Who judges every item; null = as its ability says.</param>
internal sealed class VerlFormat(Domain? domain = null) : IDataSetFormat
{
    /// <inheritdoc/>
    public string Name => "verl";

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Columns => ["data_source", "prompt", "ability", "reward_model", "extra_info"];

    /// <inheritdoc/>
    public PromptRecord Convert(JsonElement item, string fallbackId)
    {
        var reward = Fields.Find(item, "reward_model") ?? throw new FormatException("the field 'reward_model' is missing");
        var judge = domain ?? DomainOf(item);
        var truth = Fields.Optional(reward, "ground_truth");
        if (string.IsNullOrWhiteSpace(truth))
        {
            throw new FormatException("the field 'reward_model.ground_truth' is missing or empty");
        }

        return new PromptRecord
        {
            Id = fallbackId,
            Domain = judge,
            Prompt = UserText(item, out var dropped),
            Dropped = dropped,
            Gold = judge == Domain.Code ? null : truth,
            Tests = judge == Domain.Code ? Parse(truth) : null,
            Hint = Fields.Find(item, "extra_info") is { ValueKind: JsonValueKind.Object } extra ? Fields.Optional(extra, "hint") : null,
            Source = Fields.Optional(item, "data_source") ?? Name,
        };
    }

    private static Domain DomainOf(JsonElement item)
    {
        var ability = Fields.Optional(item, "ability");
        return ability?.ToLowerInvariant() switch
        {
            "math" => Domain.Math,
            "code" or "coding" => Domain.Code,
            "science" => Domain.Science,
            null => throw new FormatException($"there is no 'ability' (data_source '{Fields.Optional(item, "data_source") ?? "none"}'), so who judges it is not known: say --domain"),
            _ => throw new FormatException($"the ability '{ability}' is not known: say --domain"),
        };
    }

    private static string UserText(JsonElement item, out string? dropped)
    {
        dropped = null;
        if (Fields.Find(item, "prompt") is not { ValueKind: JsonValueKind.Array } messages)
        {
            return Fields.Required(item, "prompt");
        }

        var roles = messages.EnumerateArray().Select(m => Fields.Optional(m, "role") ?? "").ToArray();
        if (Array.Find(roles, r => r is not ("user" or "system")) is { } other)
        {
            throw new FormatException($"the prompt has a turn of the role '{other}', which a prompt of one turn cannot keep");
        }

        dropped = roles.Contains("system") ? "system turn" : null;
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
