using System.Text.Json.Serialization;

namespace Guide.SandboxService.Endpoints;

/// <summary>Answer of <c>POST /run_code</c>, field by field SandboxFusion's.</summary>
/// <param name="Status">Success, Failed or SandboxError.</param>
/// <param name="Message">Why the sandbox failed; empty otherwise, or the limit that was reached.</param>
/// <param name="CompileResult">The compile step; null where there was none.</param>
/// <param name="RunResult">The run; null when there was none.</param>
/// <param name="ExecutorPodName">The host's name.</param>
/// <param name="Files">The files asked for that exist, base64.</param>
internal sealed record RunCodeResponse(
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("compile_result")] CommandRunResult? CompileResult,
    [property: JsonPropertyName("run_result")] CommandRunResult? RunResult,
    [property: JsonPropertyName("executor_pod_name")] string? ExecutorPodName,
    [property: JsonPropertyName("files")] IReadOnlyDictionary<string, string> Files)
{
    /// <summary>Of the files asked for, those that are too large to hand back: then the request is refused instead.</summary>
    [JsonIgnore]
    public IReadOnlyCollection<string> Oversized { get; init; } = [];
}
