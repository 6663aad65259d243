using System.Text.Json;

namespace Guide.CodeSandbox.Judging;

/// <summary>One case of a function problem with JSON arguments.</summary>
public sealed record FunctionCall
{
    /// <summary>Positional arguments, a JSON array.</summary>
    public required JsonElement Args { get; init; }

    /// <summary>Named arguments, a JSON object; null = none.</summary>
    public JsonElement? Kwargs { get; init; }

    /// <summary>The expected value. Never enters the candidate's sandbox.</summary>
    public required JsonElement Expected { get; init; }
}
