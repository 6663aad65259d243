using Guide.Storage.Entities;

namespace Guide.Storage;

/// <summary>The tables whose rows come by the dozen: not through EF's change tracker.</summary>
internal static class BulkTables
{
    public static readonly BulkTable<GroupRow> Groups = new(
        "groups",
        ("run_id", row => row.RunId),
        ("group_id", row => row.GroupId),
        ("purpose", row => (int)row.Purpose),
        ("ordinal", row => row.Ordinal),
        ("prompt_id", row => row.PromptId),
        ("parent_id", row => row.ParentId),
        ("hint_id", row => row.HintId),
        ("group_size", row => row.GroupSize),
        ("state", row => (int)row.State),
        ("minimum_policy_version", row => row.MinimumPolicyVersion),
        ("sampling_settings", row => row.SamplingSettings),
        ("sent_at", row => row.SentAt),
        ("send_count", row => row.SendCount),
        ("discard_reason", row => (int)row.DiscardReason),
        ("admitted_at", row => row.AdmittedAt));

    public static readonly BulkTable<RolloutRow> Rollouts = new(
        "rollouts",
        ("run_id", row => row.RunId),
        ("group_id", row => row.GroupId),
        ("slot", row => row.Slot),
        ("text", row => row.Text),
        ("token_ids", row => GuideDbContext.ToBytes(row.TokenIds)),
        ("behavior_log_probs", row => GuideDbContext.ToBytes(row.BehaviorLogProbs)),
        ("finish_reason", row => (int)row.FinishReason),
        ("temperature", row => row.Temperature),
        ("top_p", row => row.TopP),
        ("top_k", row => row.TopK),
        ("min_p", row => row.MinP),
        ("max_tokens", row => row.MaxTokens));

    public static readonly BulkTable<VerdictRow> Verdicts = new(
        "verdicts",
        ("run_id", row => row.RunId),
        ("group_id", row => row.GroupId),
        ("slot", row => row.Slot),
        ("verifier", row => row.Verifier),
        ("verifier_version", row => row.VerifierVersion),
        ("attempt", row => row.Attempt),
        ("outcome", row => (int)row.Outcome),
        ("reward", row => row.Reward),
        ("detail", row => row.Detail),
        ("elapsed_milliseconds", row => row.ElapsedMilliseconds),
        ("judged_at", row => row.JudgedAt));

    public static readonly BulkTable<StepRolloutRow> StepRollouts = new(
        "step_rollouts",
        ("run_id", row => row.RunId),
        ("version", row => row.Version),
        ("ordinal", row => row.Ordinal),
        ("mini_batch", row => row.MiniBatch),
        ("group_id", row => row.GroupId),
        ("slot", row => row.Slot),
        ("verifier", row => row.Verifier),
        ("verifier_version", row => row.VerifierVersion),
        ("attempt", row => row.Attempt),
        ("role", row => row.Role),
        ("advantage", row => row.Advantage),
        ("token_advantages", row => row.TokenAdvantages is { } advantages ? GuideDbContext.ToBytes(advantages) : null),
        ("token_values", row => row.TokenValues is { } values ? GuideDbContext.ToBytes(values) : null),
        ("correction", row => row.Correction),
        ("unused_reason", row => row.UnusedReason));
}
