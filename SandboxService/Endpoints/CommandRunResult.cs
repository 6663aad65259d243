using System.Text.Json.Serialization;

namespace Guide.SandboxService.Endpoints;

/// <summary>What became of one command, as SandboxFusion reports it.</summary>
/// <param name="Status">Finished, Error or TimeLimitExceeded.</param>
/// <param name="ExecutionTime">Wall clock, seconds.</param>
/// <param name="ReturnCode">Exit code, or minus the signal; null when it ran out of time.</param>
/// <param name="Stdout">Standard output.</param>
/// <param name="Stderr">Standard error.</param>
internal sealed record CommandRunResult(
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("execution_time")] double? ExecutionTime,
    [property: JsonPropertyName("return_code")] int? ReturnCode,
    [property: JsonPropertyName("stdout")] string? Stdout,
    [property: JsonPropertyName("stderr")] string? Stderr);
