using System.Text.Json.Serialization;

namespace Guide.SandboxService.Endpoints;

/// <summary>Body of <c>POST /run_code</c>, field by field SandboxFusion's.</summary>
internal sealed record RunCodeRequest
{
    /// <summary>The program.</summary>
    [JsonPropertyName("code")]
    public required string? Code { get; init; }

    /// <summary>Its language.</summary>
    [JsonPropertyName("language")]
    public required string? Language { get; init; }

    /// <summary>Standard input; null = empty.</summary>
    [JsonPropertyName("stdin")]
    public string? Stdin { get; init; }

    /// <summary>Seconds for the compile step.</summary>
    [JsonPropertyName("compile_timeout")]
    public double CompileTimeout { get; init; } = 10;

    /// <summary>Seconds for the run.</summary>
    [JsonPropertyName("run_timeout")]
    public double RunTimeout { get; init; } = 10;

    /// <summary>Memory, whole megabytes; −1 = the service's own limit.</summary>
    [JsonPropertyName("memory_limit_MB")]
    public double MemoryLimitMb { get; init; } = -1;

    /// <summary>Files of the work folder: name to base64 content; null content = none.</summary>
    [JsonPropertyName("files")]
    public IReadOnlyDictionary<string, string?>? Files { get; init; } = new Dictionary<string, string?>();

    /// <summary>Further arguments of the run, where the language takes them (pytest).</summary>
    [JsonPropertyName("args")]
    public IReadOnlyList<string?>? Args { get; init; } = [];

    /// <summary>Files to send back.</summary>
    [JsonPropertyName("fetch_files")]
    public IReadOnlyList<string?>? FetchFiles { get; init; } = [];
}
