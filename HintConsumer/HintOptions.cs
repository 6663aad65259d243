using System.ComponentModel.DataAnnotations;

namespace Guide.HintConsumer;

/// <summary>How one HintConsumer works; section <c>Hint</c>.</summary>
public sealed record HintOptions
{
    /// <summary>Groups routed at once. Prefetch and concurrency are the same number.</summary>
    [Range(1, 1024)]
    public int Groups { get; init; } = 64;
}
