using System.Text.Json.Serialization;

namespace Guide.SandboxService.Endpoints;

/// <summary>Body of <c>POST /run_jupyter</c>, field by field SandboxFusion's.</summary>
internal sealed record RunJupyterRequest
{
    /// <summary>The cells' code.</summary>
    [JsonPropertyName("cells")]
    public required IReadOnlyList<string?>? Cells { get; init; }

    /// <summary>Seconds for each cell; 0 = none of its own.</summary>
    [JsonPropertyName("cell_timeout")]
    public double CellTimeout { get; init; }

    /// <summary>Seconds for all cells.</summary>
    [JsonPropertyName("total_timeout")]
    public double TotalTimeout { get; init; } = 10;

    /// <summary>The kernel; python3 is the one that is here.</summary>
    [JsonPropertyName("kernel")]
    public string? Kernel { get; init; } = "python3";

    /// <summary>Files: name to base64 content.</summary>
    [JsonPropertyName("files")]
    public IReadOnlyDictionary<string, string?>? Files { get; init; } = new Dictionary<string, string?>();

    /// <summary>Files to send back.</summary>
    [JsonPropertyName("fetch_files")]
    public IReadOnlyList<string?>? FetchFiles { get; init; } = [];
}
