using Guide.Storage.Entities;

namespace Guide.Cli.Audit;

/// <summary>Everything stored about one lineage, from the prompt to the checkpoint it trained.</summary>
internal sealed record LineageStory
{
    /// <summary>The run.</summary>
    public required RunRow Run { get; init; }

    /// <summary>The prompt.</summary>
    public required PromptRow Prompt { get; init; }

    /// <summary>The root group.</summary>
    public required GroupStory Root { get; init; }

    /// <summary>The guided child; null without one.</summary>
    public GroupStory? Child { get; init; }

    /// <summary>The child's hint, or an unusable one that was found for the prompt; null when none was looked up.</summary>
    public HintRow? Hint { get; init; }

    /// <summary>The prompt's other hints that were looked at, refused and retired ones included.</summary>
    public IReadOnlyList<HintRow> OtherHints { get; init; } = [];

    /// <summary>The version whose step took the lineage; null when none did.</summary>
    public PolicyVersionRow? ConsumedBy { get; init; }
}
