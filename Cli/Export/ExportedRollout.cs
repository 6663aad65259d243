using System.Text.Json.Serialization;

namespace Guide.Cli.Export;

/// <summary>One stored rollout with all that belongs to it, flat: what other tools read.</summary>
internal sealed class ExportedRollout
{
    /// <summary>The run.</summary>
    [JsonPropertyName("run_id")]
    public string RunId { get; set; } = "";

    /// <summary>The arm.</summary>
    [JsonPropertyName("arm")]
    public string Arm { get; set; } = "";

    /// <summary>The seed.</summary>
    [JsonPropertyName("seed")]
    public int Seed { get; set; }

    /// <summary>The group.</summary>
    [JsonPropertyName("group_id")]
    public string GroupId { get; set; } = "";

    /// <summary>The root of a guided group; null for a root.</summary>
    [JsonPropertyName("parent_id")]
    public string? ParentId { get; set; }

    /// <summary>train, eval or replay.</summary>
    [JsonPropertyName("purpose")]
    public string Purpose { get; set; } = "";

    /// <summary>Draw ordinal of the root.</summary>
    [JsonPropertyName("ordinal")]
    public long Ordinal { get; set; }

    /// <summary>State of the group.</summary>
    [JsonPropertyName("state")]
    public string State { get; set; } = "";

    /// <summary>Why the group was discarded; null unless it was.</summary>
    [JsonPropertyName("discard_reason")]
    public string? DiscardReason { get; set; }

    /// <summary>The prompt's id.</summary>
    [JsonPropertyName("prompt_id")]
    public string PromptId { get; set; } = "";

    /// <summary>The prompt.</summary>
    [JsonPropertyName("prompt")]
    public string Prompt { get; set; } = "";

    /// <summary>The reference answer; null for code.</summary>
    [JsonPropertyName("gold")]
    public string? Gold { get; set; }

    /// <summary>Tier; null = one tier.</summary>
    [JsonPropertyName("difficulty")]
    public string? Difficulty { get; set; }

    /// <summary>The hint of a guided rollout; null without one.</summary>
    [JsonPropertyName("hint")]
    public string? Hint { get; set; }

    /// <summary>0..G−1.</summary>
    [JsonPropertyName("slot")]
    public int Slot { get; set; }

    /// <summary>The completion.</summary>
    [JsonPropertyName("text")]
    public string Text { get; set; } = "";

    /// <summary>Completion ids.</summary>
    [JsonPropertyName("token_ids")]
    public List<int> TokenIds { get; set; } = [];

    /// <summary>log μ of each completion id under the sampling context.</summary>
    [JsonPropertyName("behavior_log_probs")]
    public List<float> BehaviorLogProbs { get; set; } = [];

    /// <summary>Ids it was sampled under.</summary>
    [JsonPropertyName("sampling_context")]
    public List<int> SamplingContext { get; set; } = [];

    /// <summary>Ids its likelihood is trained under.</summary>
    [JsonPropertyName("training_context")]
    public List<int> TrainingContext { get; set; } = [];

    /// <summary>stop or length.</summary>
    [JsonPropertyName("finish_reason")]
    public string FinishReason { get; set; } = "";

    /// <summary>The version it was sampled at.</summary>
    [JsonPropertyName("policy_version")]
    public int? PolicyVersion { get; set; }

    /// <summary>Sampling temperature.</summary>
    [JsonPropertyName("temperature")]
    public double Temperature { get; set; }

    /// <summary>Effective verdict; null when it has none.</summary>
    [JsonPropertyName("outcome")]
    public string? Outcome { get; set; }

    /// <summary>Its reward; null when unjudged.</summary>
    [JsonPropertyName("reward")]
    public double? Reward { get; set; }

    /// <summary>unguided, guided or unused; null when no step took it.</summary>
    [JsonPropertyName("role")]
    public string? Role { get; set; }

    /// <summary>Why a consumed rollout did not train; null = it did.</summary>
    [JsonPropertyName("unused_reason")]
    public string? UnusedReason { get; set; }

    /// <summary>Its advantage; null = unused.</summary>
    [JsonPropertyName("advantage")]
    public double? Advantage { get; set; }

    /// <summary>The advantage of each token; empty = all have the row's.</summary>
    [JsonPropertyName("token_advantages")]
    public List<float> TokenAdvantages { get; set; } = [];

    /// <summary>The critic's value of each token's state before the step; empty = no critic.</summary>
    [JsonPropertyName("token_values")]
    public List<float> TokenValues { get; set; } = [];

    /// <summary>Mean off-policy weight of its tokens; null = none was asked for.</summary>
    [JsonPropertyName("correction")]
    public double? Correction { get; set; }

    /// <summary>The version that the step made; null when no step took it.</summary>
    [JsonPropertyName("consumed_by_version")]
    public int? ConsumedByVersion { get; set; }
}
