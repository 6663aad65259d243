using System.ComponentModel.DataAnnotations;

using Guide.CodeSandbox.Isolation;
using Guide.WebService;

namespace Guide.SandboxService;

/// <summary>Settings of the HTTP service.</summary>
internal sealed record SandboxServiceOptions : WebServiceOptions
{
    /// <summary>Prompt files whose code problems it serves, NAME=FILE each.</summary>
    public IReadOnlyList<string> Data { get; init; } = [];

    /// <summary>The sandbox behind it. Its own queue has no use here: the service counts its requests before it reads them.</summary>
    public SandboxOptions Sandbox { get; init; } = new() { QueueLimit = 1_000_000 };

    /// <summary>Largest run_timeout and compile_timeout that a client may ask for.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LongestTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What is wrong with a time that a client asks for; null = nothing.</summary>
    /// <param name="field">Its name.</param>
    /// <param name="seconds">The time.</param>
    public string? ProblemOfTime(string field, double seconds) =>
        seconds > 0 && seconds <= LongestTimeout.TotalSeconds ? null : $"{field}: must be in (0, {LongestTimeout.TotalSeconds:0}] seconds";

    /// <summary>Memory of a run whose client names none, bytes.</summary>
    [Range(typeof(long), "1048576", "1099511627776")]
    public long DefaultMemoryBytes { get; init; } = 1L << 30;
}
