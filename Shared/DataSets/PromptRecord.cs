using System.Text.Json;
using System.Text.Json.Serialization;

using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.DataSets;

/// <summary>One line of a prompt file (JSON lines, snake_case), the project's prompt schema. <c>guide import</c> writes it.</summary>
public sealed record PromptRecord : IVerifiablePrompt
{
    /// <summary>Unique in its file.</summary>
    public required string Id { get; init; }

    /// <summary>Which verifier judges it.</summary>
    public required Domain Domain { get; init; }

    /// <summary>The task as the policy reads it, before any chat template.</summary>
    public required string Prompt { get; init; }

    /// <summary>The reference answer; null only for code.</summary>
    public string? Gold { get; init; }

    /// <summary>Code only: the tests, in the form that the code verifier reads.</summary>
    public JsonElement? Tests { get; init; }

    /// <summary>A hint that does not contain the answer; null = the prompt cannot be guided.</summary>
    public string? Hint { get; init; }

    /// <summary>A worked solution, or a reference program for code, that hints may be made of and are checked against; null = none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Solution { get; init; }

    /// <summary>Tier or level by which results are grouped; null = one tier.</summary>
    public string? Difficulty { get; init; }

    /// <summary>Science: relative tolerance; null = the verifier's own.</summary>
    public double? RelTol { get; init; }

    /// <summary>Where it comes from, for the reader.</summary>
    public string? Source { get; init; }

    /// <summary>What of the item is not in the prompt and should be counted, as "system turn"; null = nothing.</summary>
    [JsonIgnore]
    public string? Dropped { get; init; }

    /// <summary>Serializer options of a prompt file.</summary>
    [JsonIgnore]
    public static JsonSerializerOptions Json => SnakeCaseJson.Options;

    string IVerifiablePrompt.Text => Prompt;
}
