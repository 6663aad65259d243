using Guide.Contracts;
using Guide.Recipes;
using Guide.Storage;
using Guide.Storage.Entities;

namespace Guide.TestKit;

/// <summary>Runs in a database without stages that made them.</summary>
internal static class StoredRun
{
    public const string RunId = "tiny-guide-grpo-s0";

    public static readonly Guid Root = GroupId.Derive(RunId, Purpose.Train, 0, "p-1");

    public static readonly Guid Child = GroupId.Derive(RunId, Purpose.Train, 0, "p-1", Root, "hint-1");

    public static readonly Guid Discarded = GroupId.Derive(RunId, Purpose.Train, 1, "p-2");

    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A run without prompts, for tests that end before its first group.</summary>
    public static async Task CreateEmptyAsync(string connection, string runId)
    {
        await using var database = DatabaseConnection.Open(connection);
        await CreateAsync(database, runId, "empty", []);
    }

    /// <summary>A small run as the stages would leave it: one guided lineage that step 1 consumed, one discarded root.</summary>
    public static async Task WriteAsync(GuideDatabase database)
    {
        await CreateAsync(database, RunId, "guide-grpo", [Prompt("p-1", 0, "What is 2+2?", "4"), Prompt("p-2", 1, "Too long", "5")]);
        await database.WriteAsync(
            async (db, token) =>
            {
                db.Hints.Add(new HintRow { RunId = RunId, HintId = "hint-1", PromptId = "p-1", Source = "data", Template = "t", Text = "Count on.", CreatedAt = Noon });
                await db.SaveChangesAsync(token);
                db.Groups.Add(Group(Root, "p-1", 0, null, null, 1));
                db.Groups.Add(new GroupRow
                {
                    RunId = RunId, GroupId = Discarded, Purpose = Purpose.Train, Ordinal = 1, PromptId = "p-2", GroupSize = 2, State = GroupState.Discarded,
                    MinimumPolicyVersion = 0, SentAt = Noon, AdmittedAt = Noon, DiscardReason = DiscardReason.PromptTooLong, DiscardDetail = "700 tokens",
                });
                await db.SaveChangesAsync(token);
                db.Groups.Add(Group(Child, "p-1", 0, Root, "hint-1", 1));
                db.PolicyVersions.Add(Version(RunId, 1, 1));
                await db.SaveChangesAsync(token);
                await database.InsertAsync(db, [Rollout(Root, 0, "5"), Rollout(Root, 1, "4"), Rollout(Child, 0, "4"), Rollout(Child, 1, "3")], token);
                await database.InsertAsync(
                    db,
                    [
                        Verdict(Root, 0, 1, VerdictOutcome.Timeout, null), Verdict(Root, 0, 2, VerdictOutcome.Incorrect, 0), Verdict(Root, 1, 1, VerdictOutcome.FormatError, 0),
                        Verdict(Child, 0, 1, VerdictOutcome.Correct, 1), Verdict(Child, 1, 1, VerdictOutcome.Incorrect, 0),
                    ],
                    token);
                await database.InsertAsync(
                    db,
                    [
                        Step(0, Root, 0, "unguided", -0.7, null), Step(1, Root, 1, "unused", null, "exchanged"),
                        Step(2, Child, 0, "guided", 0.7, null), Step(3, Child, 1, "unused", null, "guided-failure"),
                    ],
                    token);
            },
            default);
    }

    private static async Task CreateAsync(GuideDatabase database, string runId, string arm, IReadOnlyList<PromptRow> prompts)
    {
        await database.MigrateAsync(default);
        var recipe = RecipeJson.Freeze(new RunRecipe { Name = "tiny", Verification = new VerificationRecipe { AnswerFrom = "all" } });
        await new RunStore(database).CreateAsync(
            new RunRow
            {
                RunId = runId, Name = "tiny", Arm = arm, Seed = 0, Recipe = recipe, RecipeHash = RecipeJson.Hash(recipe),
                CheckpointStore = Path.GetTempPath(), TrainPrompts = prompts.Count, CreatedAt = Noon,
            },
            prompts,
            Version(runId, 0, 0),
            default);
    }

    private static PromptRow Prompt(string id, int position, string text, string gold) => new()
    {
        RunId = RunId, PromptId = id, PromptSet = PromptRow.TrainSet, Position = position, Domain = Domain.Math, Text = text, Gold = gold, Hint = "Count on.", Difficulty = "easy",
    };

    private static PolicyVersionRow Version(string runId, int version, int lineages) => new()
    {
        RunId = runId, Version = version, CheckpointUri = $"v{version}", CheckpointSha256 = new string('a', 64), HasOptimizerState = false,
        Lineages = lineages, Metrics = """{"unguided/reward_mean": 0.25}""", LeaseEpoch = 0, CommittedAt = Noon,
    };

    private static GroupRow Group(Guid id, string prompt, long ordinal, Guid? parent, string? hint, int consumedBy) => new()
    {
        RunId = RunId, GroupId = id, Purpose = Purpose.Train, Ordinal = ordinal, PromptId = prompt, ParentId = parent, HintId = hint, GroupSize = 2,
        State = GroupState.Consumed, MinimumPolicyVersion = 0, PolicyVersion = 0, SamplingContext = [1, 2, 3], TrainingContext = [2, 3], SentAt = Noon,
        JudgedCount = 2, CorrectCount = parent is null ? 0 : 1, VerifierSetVersion = "math/1", Routing = parent is null ? RoutingDecision.Guided : RoutingDecision.AlreadyGuided, ConsumingVersion = consumedBy, AdmittedAt = Noon, SampledAt = Noon,
    };

    private static RolloutRow Rollout(Guid group, int slot, string text) => new()
    {
        RunId = RunId, GroupId = group, Slot = slot, Text = text, TokenIds = [7, 8], BehaviorLogProbs = [-0.5f, -1.25f], FinishReason = FinishReason.Stop, Temperature = 1, MaxTokens = 9,
    };

    private static VerdictRow Verdict(Guid group, int slot, int attempt, VerdictOutcome outcome, double? reward) => new()
    {
        RunId = RunId, GroupId = group, Slot = slot, Verifier = "math", VerifierVersion = "1", Attempt = attempt, Outcome = outcome, Reward = reward, Detail = $"attempt {attempt}", ElapsedMilliseconds = 1, JudgedAt = Noon,
    };

    private static StepRolloutRow Step(int ordinal, Guid group, int slot, string role, double? advantage, string? unused) => new()
    {
        RunId = RunId, Version = 1, Ordinal = ordinal, MiniBatch = 0, GroupId = group, Slot = slot, Role = role, Advantage = advantage, UnusedReason = unused,
    };
}
