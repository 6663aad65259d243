using Guide.Contracts;
using Guide.Storage.Entities;

namespace Guide.Storage.Rows;

/// <summary>The tables that every group passes through.</summary>
internal static class StoredTables
{
    public static readonly StoredTable<GroupRow> Groups = new(
        "groups",
        "group_id",
        static row => new GroupRow
        {
            RunId = row.Text(),
            GroupId = row.Id(),
            Purpose = (Purpose)row.Number(),
            Ordinal = row.Long(),
            PromptId = row.Text(),
            ParentId = row.IdOrNull(),
            HintId = row.TextOrNull(),
            GroupSize = row.Number(),
            State = (GroupState)row.Number(),
            MinimumPolicyVersion = row.Number(),
            SamplingSettings = row.TextOrNull(),
            PolicyVersion = row.NumberOrNull(),
            SamplingContext = row.BytesOrNull() is { } sampling ? GuideDbContext.ToInts(sampling) : null,
            TrainingContext = row.BytesOrNull() is { } training ? GuideDbContext.ToInts(training) : null,
            ClaimedBy = row.TextOrNull(),
            ClaimedUntil = row.InstantOrNull(),
            SentAt = row.Instant(),
            SendCount = row.Number(),
            JudgedCount = row.NumberOrNull(),
            CorrectCount = row.NumberOrNull(),
            VerifierSetVersion = row.TextOrNull(),
            Routing = (RoutingDecision?)row.NumberOrNull(),
            DiscardReason = (DiscardReason)row.Number(),
            DiscardDetail = row.TextOrNull(),
            ConsumingVersion = row.NumberOrNull(),
            AdmittedAt = row.Instant(),
            SampledAt = row.InstantOrNull(),
            VerifiedAt = row.InstantOrNull(),
            CompletedAt = row.InstantOrNull(),
            EndedAt = row.InstantOrNull(),
        },
        "run_id", "group_id", "purpose", "ordinal", "prompt_id", "parent_id", "hint_id", "group_size", "state", "minimum_policy_version", "sampling_settings",
        "policy_version", "sampling_context", "training_context", "claimed_by", "claimed_until", "sent_at", "send_count", "judged_count", "correct_count",
        "verifier_set_version", "routing", "discard_reason", "discard_detail", "consuming_version", "admitted_at", "sampled_at", "verified_at", "completed_at", "ended_at");

    public static readonly StoredTable<RolloutRow> Rollouts = new(
        "rollouts",
        "group_id",
        static row => new RolloutRow
        {
            RunId = row.Text(),
            GroupId = row.Id(),
            Slot = row.Number(),
            Text = row.Text(),
            TokenIds = GuideDbContext.ToInts(row.Bytes()),
            BehaviorLogProbs = GuideDbContext.ToFloats(row.Bytes()),
            FinishReason = (FinishReason)row.Number(),
            Temperature = row.Real(),
            TopP = row.Real(),
            TopK = row.Number(),
            MinP = row.Real(),
            MaxTokens = row.Number(),
        },
        "run_id", "group_id", "slot", "text", "token_ids", "behavior_log_probs", "finish_reason", "temperature", "top_p", "top_k", "min_p", "max_tokens");

    public static readonly StoredTable<VerdictRow> Verdicts = new(
        "verdicts",
        "group_id",
        static row => new VerdictRow
        {
            RunId = row.Text(),
            GroupId = row.Id(),
            Slot = row.Number(),
            Verifier = row.Text(),
            VerifierVersion = row.Text(),
            Attempt = row.Number(),
            Outcome = (VerdictOutcome)row.Number(),
            Reward = row.RealOrNull(),
            Detail = row.Text(),
            ElapsedMilliseconds = row.Real(),
            JudgedAt = row.Instant(),
        },
        "run_id", "group_id", "slot", "verifier", "verifier_version", "attempt", "outcome", "reward", "detail", "elapsed_milliseconds", "judged_at");

    public static readonly StoredTable<PromptRow> Prompts = new(
        "prompts",
        "prompt_id",
        static row => new PromptRow
        {
            RunId = row.Text(),
            PromptId = row.Text(),
            PromptSet = row.Text(),
            Position = row.Number(),
            Domain = (Domain)row.Number(),
            Text = row.Text(),
            Gold = row.TextOrNull(),
            Tests = row.TextOrNull(),
            Hint = row.TextOrNull(),
            Solution = row.TextOrNull(),
            Difficulty = row.TextOrNull(),
            RelTol = row.RealOrNull(),
            Source = row.TextOrNull(),
        },
        "run_id", "prompt_id", "prompt_set", "position", "domain", "text", "gold", "tests", "hint", "solution", "difficulty", "rel_tol", "source");
}
