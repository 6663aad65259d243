using System.Text.Json;
using System.Text.Json.Serialization;

namespace Guide.SandboxService.Problems;

/// <summary>Body of the endpoints for data sets, field by field SandboxFusion's; each endpoint reads those that it needs.</summary>
internal sealed record ProblemRequest
{
    /// <summary>The data set's name.</summary>
    [JsonPropertyName("dataset")]
    public string? DataSet { get; init; }

    /// <summary>The problem: a number or a text.</summary>
    [JsonPropertyName("id")]
    public JsonElement Id { get; init; }

    /// <summary>What a model answered.</summary>
    [JsonPropertyName("completion")]
    public string? Completion { get; init; }

    /// <summary>Problems that are passed over.</summary>
    [JsonPropertyName("offset")]
    public int? Offset { get; init; }

    /// <summary>Problems at most.</summary>
    [JsonPropertyName("limit")]
    public int? Limit { get; init; }

    /// <summary>Answers of /submit.</summary>
    [JsonPropertyName("results")]
    public IReadOnlyList<Submitted?>? Results { get; init; }

    /// <summary>How the problem is taken; null = as the data set has it.</summary>
    [JsonPropertyName("config")]
    public Configuration? Config { get; init; }

    /// <summary>An answer of /submit, as far as a metric needs it.</summary>
    internal sealed record Submitted
    {
        [JsonPropertyName("accepted")]
        public bool Accepted { get; init; }
    }

    /// <summary>SandboxFusion's TestConfig; its other fields change nothing here.</summary>
    internal sealed record Configuration
    {
        /// <summary>The language of a program for standard streams.</summary>
        [JsonPropertyName("language")]
        public string? Language { get; init; }

        /// <summary>Seconds for each run.</summary>
        [JsonPropertyName("run_timeout")]
        public double? RunTimeout { get; init; }

        /// <summary>The problem itself, or several of them: rows with id, content and test.</summary>
        [JsonPropertyName("provided_data")]
        public JsonElement ProvidedData { get; init; }
    }
}
