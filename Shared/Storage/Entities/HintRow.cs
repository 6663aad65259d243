using Guide.Contracts;

namespace Guide.Storage.Entities;

/// <summary>A hint that was looked up, checked and cached for a prompt; unusable ones stay with their reason.</summary>
public sealed class HintRow
{
    /// <summary>The source of a data set's own hints.</summary>
    public const string DataSource = "data";

    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>Derived from prompt, source, template and text: the same hint has one row.</summary>
    public required string HintId { get; init; }

    /// <summary>The prompt it belongs to.</summary>
    public required string PromptId { get; init; }

    /// <summary>Who made it: "data" for the data set's own, "solution", "teacher".</summary>
    public required string Source { get; init; }

    /// <summary>The template that joins it to its prompt.</summary>
    public required string Template { get; init; }

    /// <summary>The hint's words.</summary>
    public required string Text { get; init; }

    /// <summary>How much it says; null = a data set's own hint, which nobody has measured.</summary>
    public HintLevel? Level { get; init; }

    /// <summary>The model that wrote it; null = no model did.</summary>
    public string? Model { get; init; }

    /// <summary>Which of the hints that one source makes for a prompt and level, from 0.</summary>
    public int Candidate { get; init; }

    /// <summary>Why it is not tried any more, for example that it did not help; null = it is.</summary>
    public string? RetiredReason { get; init; }

    /// <summary>When it was retired, database clock; null = it is not.</summary>
    public DateTimeOffset? RetiredAt { get; init; }

    /// <summary>Why it must not be used, for example that it contains the answer; null = usable.</summary>
    public string? UnusableReason { get; init; }

    /// <summary>When it was checked, database clock.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
