namespace Guide.Storage.Entities;

/// <summary>A hint that was looked up, checked and cached for a prompt; unusable ones stay with their reason.</summary>
public sealed class HintRow
{
    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>Derived from prompt, source, template and text: the same hint has one row.</summary>
    public required string HintId { get; init; }

    /// <summary>The prompt it belongs to.</summary>
    public required string PromptId { get; init; }

    /// <summary>Who made it: "data" for the data set's own.</summary>
    public required string Source { get; init; }

    /// <summary>The template that joins it to its prompt.</summary>
    public required string Template { get; init; }

    /// <summary>The hint's words.</summary>
    public required string Text { get; init; }

    /// <summary>Why it must not be used, for example that it contains the answer; null = usable.</summary>
    public string? UnusableReason { get; init; }

    /// <summary>When it was checked, database clock.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
