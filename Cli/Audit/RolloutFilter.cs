using Guide.Cli.Export;

namespace Guide.Cli.Audit;

/// <summary>Which stored rollouts somebody wants to see. A part that is null does not narrow.</summary>
internal sealed record RolloutFilter
{
    /// <summary>The version whose step took them.</summary>
    public int? Step { get; init; }

    /// <summary>True: sampled with a hint; false: without.</summary>
    public bool? Guided { get; init; }

    /// <summary>True: judged and not correct; false: correct.</summary>
    public bool? Wrong { get; init; }

    /// <summary>True: only those without a reward.</summary>
    public bool Unjudged { get; init; }

    /// <summary>The prompt's id.</summary>
    public string? Prompt { get; init; }

    /// <summary>Whether a rollout is wanted.</summary>
    public bool Takes(ExportedRollout rollout) =>
        (Step is null || rollout.ConsumedByVersion == Step)
        && (Guided is null || rollout.ParentId is not null == Guided)
        && (Wrong is null || (rollout.Reward is not null && (rollout.Outcome != "correct") == Wrong))
        && (!Unjudged || rollout.Reward is null)
        && (Prompt is null || rollout.PromptId == Prompt);
}
