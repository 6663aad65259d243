using System.Text.Json;
using System.Text.Json.Serialization;

namespace Guide.SandboxService.Endpoints;

/// <summary>Answer of <c>POST /run_jupyter</c>, field by field SandboxFusion's.</summary>
/// <param name="Status">Success, Failed (the cells did not come to their end) or SandboxError.</param>
/// <param name="Message">Why the sandbox failed, or the limit that was reached.</param>
/// <param name="Driver">The process of the cells.</param>
/// <param name="Cells">What each cell left.</param>
/// <param name="ExecutorPodName">The host's name.</param>
/// <param name="Files">The files asked for that exist, base64.</param>
internal sealed record RunJupyterResponse(
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("driver")] CommandRunResult? Driver,
    [property: JsonPropertyName("cells")] IReadOnlyList<RunJupyterResponse.Cell> Cells,
    [property: JsonPropertyName("executor_pod_name")] string? ExecutorPodName,
    [property: JsonPropertyName("files")] IReadOnlyDictionary<string, string> Files)
{
    /// <summary>What a cell left.</summary>
    internal sealed record Cell(
        [property: JsonPropertyName("stdout")] string Stdout,
        [property: JsonPropertyName("stderr")] string Stderr,
        [property: JsonPropertyName("display")] IReadOnlyList<JsonElement> Display,
        [property: JsonPropertyName("error")] IReadOnlyList<JsonElement> Error);
}
