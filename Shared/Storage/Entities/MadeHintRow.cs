using Guide.Contracts;

namespace Guide.Storage.Entities;

/// <summary>
/// A hint that was asked for: once for each prompt, source, model, template version, level and candidate, whichever run wanted it. Kept beside
/// the runs of a database, so that all of them share it. Refused ones stay with their reason.
/// </summary>
public sealed class MadeHintRow
{
    /// <summary>Of the prompt's words and answer: the same task in two data sets is one.</summary>
    public required string PromptKey { get; init; }

    /// <summary>Who makes it, as in <see cref="HintRow.Source"/>.</summary>
    public required string Source { get; init; }

    /// <summary>The model asked; of hints in the policy's own words the run whose policy it is.</summary>
    public required string Model { get; init; }

    /// <summary>Version of the words that it is asked with, and of the rules by which it is cut.</summary>
    public required string TemplateVersion { get; init; }

    /// <summary>How much it says.</summary>
    public required HintLevel Level { get; init; }

    /// <summary>Which of several, from 0.</summary>
    public required int Candidate { get; init; }

    /// <summary>The hint's words; null = not made yet, or nothing came.</summary>
    public string? Text { get; init; }

    /// <summary>Why it must not be used; null = usable, or not made yet.</summary>
    public string? UnusableReason { get; init; }

    /// <summary>Temperature it was sampled at; null = not sampled.</summary>
    public double? Temperature { get; init; }

    /// <summary>Seed that was sent; null = not sampled.</summary>
    public long? Seed { get; init; }

    /// <summary>Requests sent for it, those that failed included.</summary>
    public int Calls { get; init; }

    /// <summary>Tokens asked with, over all requests, as far as the server said.</summary>
    public long PromptTokens { get; init; }

    /// <summary>Tokens answered, over all requests, as far as the server said.</summary>
    public long CompletionTokens { get; init; }

    /// <summary>The run (or "make") whose budget its last request was taken from.</summary>
    public string? ChargedTo { get; init; }

    /// <summary>Who makes it now; null = nobody.</summary>
    public string? ClaimedBy { get; init; }

    /// <summary>End of the claim, database clock.</summary>
    public DateTimeOffset? ClaimedUntil { get; init; }

    /// <summary>When it was made or given up, database clock; null = not yet.</summary>
    public DateTimeOffset? MadeAt { get; init; }
}
