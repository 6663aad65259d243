using Guide.Contracts;
using Guide.Recipes;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.Extensions.Options;

namespace Guide.IntegrationTests.Storage;

/// <summary>A small run in a database, and the verbs on it.</summary>
internal sealed class TestRun
{
    private TestRun(GuideDatabase database, string runId, RunRecipe recipe)
    {
        (Database, RunId, Recipe) = (database, runId, recipe);
        Claims = new GroupClaims(database, Options.Create(new ClaimOptions { Duration = TimeSpan.FromMinutes(1) }));
        Transitions = new GroupTransitions(database, Options.Create(new ClaimOptions()));
        Order = new PromptOrder(recipe.Seed, Prompts, recipe.Data.Shuffle);
    }

    public const int Prompts = 10;

    public GuideDatabase Database { get; }

    public string RunId { get; }

    public RunRecipe Recipe { get; }

    public PromptOrder Order { get; }

    public GroupClaims Claims { get; }

    public GroupTransitions Transitions { get; }

    public RunStore Runs => new(Database);

    public Admission Admission => new(Database);

    public Leases Leases => new(Database);

    public StepCommit Commit => new(Database);

    public LineageReader Reader => new(Database);

    public RunEnd End => new(Database);

    public Reconciliation Reconciliation => new(Database, Transitions, Options.Create(new ClaimOptions { Duration = TimeSpan.FromMinutes(1) }));

    public static RunRecipe SmallRecipe(int batch = 2, int staleness = 0, int steps = 100, int epochs = 1) => new()
    {
        Name = "test",
        Seed = 7,
        Sampling = new SamplingRecipe { GroupSize = 2, MaxPromptTokens = 16, MaxCompletionTokens = 8 },
        Step = new StepRecipe { RootGroupsPerStep = batch, MaxStaleness = staleness, Steps = steps, UpdatesPerStep = 1 },
        Guidance = new GuidanceRecipe { Enabled = true },
        Data = new DataRecipe { Epochs = epochs },
    };

    public static async Task<TestRun> CreateAsync(GuideDatabase database, RunRecipe? recipe = null)
    {
        recipe ??= SmallRecipe();
        var runId = $"run-{Guid.NewGuid():N}"[..12];
        var run = new TestRun(database, runId, recipe);
        Assert.True(await run.Runs.CreateAsync(Row(runId, recipe), PromptRows(runId), VersionZero(runId), CancellationToken.None));
        return run;
    }

    public static RunRow Row(string runId, RunRecipe recipe)
    {
        var frozen = RecipeJson.Freeze(recipe);
        return new RunRow
        {
            RunId = runId,
            Name = recipe.Name,
            Arm = recipe.Name,
            Seed = recipe.Seed,
            Recipe = frozen,
            RecipeHash = RecipeJson.Hash(frozen),
            CheckpointStore = "checkpoints",
            TrainPrompts = Prompts,
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
    }

    public static PromptRow[] PromptRows(string runId) => [.. Enumerable.Range(0, Prompts).Select(i => new PromptRow
    {
        RunId = runId,
        PromptId = $"p{i}",
        PromptSet = PromptRow.TrainSet,
        Position = i,
        Domain = Domain.Math,
        Text = $"What is {i} + {i}?",
        Gold = $"{2 * i}",
        Hint = $"Double the first of the two.",
    })];

    public static PolicyVersionRow VersionZero(string runId) => new()
    {
        RunId = runId,
        Version = 0,
        CheckpointUri = "v000000",
        CheckpointSha256 = new string('0', 64),
        HasOptimizerState = false,
        Lineages = 0,
        Metrics = "{}",
        LeaseEpoch = 0,
        CommittedAt = DateTimeOffset.UnixEpoch,
    };

    public Task<AdmissionResult> AdmitAsync() => Admission.AdmitAsync(RunId, Recipe, Order, CancellationToken.None);

    public Task<ClaimAttempt> ClaimAsync(Guid groupId, GroupState state, bool takeOver = false) =>
        Claims.ClaimAsync(RunId, groupId, state, takeOver, CancellationToken.None);

    public static RolloutRow[] RolloutRows(GroupRow group, int mark = 0) => [.. Enumerable.Range(0, group.GroupSize).Select(slot => new RolloutRow
    {
        RunId = group.RunId,
        GroupId = group.GroupId,
        Slot = slot,
        Text = $"text {mark} {slot}",
        TokenIds = [mark, slot, int.MaxValue, 0],
        BehaviorLogProbs = [-0.5f, -slot, float.MinValue, -0f],
        FinishReason = FinishReason.Stop,
        Temperature = 1,
        MaxTokens = 8,
    })];

    public static VerdictRow[] VerdictRows(GroupRow group, VerdictOutcome outcome) => [.. Enumerable.Range(0, group.GroupSize).Select(slot => new VerdictRow
    {
        RunId = group.RunId,
        GroupId = group.GroupId,
        Slot = slot,
        Verifier = "math",
        VerifierVersion = "1",
        Attempt = 1,
        Outcome = outcome,
        Reward = outcome == VerdictOutcome.Correct ? 1 : 0,
        Detail = "by hand",
        ElapsedMilliseconds = 0.5,
        JudgedAt = DateTimeOffset.UnixEpoch,
    })];

    public async Task SampleAsync(GroupRow group, int version = 0)
    {
        var claim = await ClaimAsync(group.GroupId, GroupState.Admitted);
        Assert.NotNull(await Transitions.SampleAsync(claim, version, [1, 2, 3], [1, 2], RolloutRows(group), CancellationToken.None));
    }

    public async Task VerifyAsync(GroupRow group, VerdictOutcome outcome = VerdictOutcome.Incorrect)
    {
        var claim = await ClaimAsync(group.GroupId, GroupState.Sampled);
        var correct = outcome == VerdictOutcome.Correct ? group.GroupSize : 0;
        Assert.NotNull(await Transitions.VerifyAsync(claim, "math/1", group.GroupSize, correct, VerdictRows(group, outcome), CancellationToken.None));
    }

    public async Task CompleteAsync(GroupRow group)
    {
        await SampleAsync(group);
        await VerifyAsync(group);
        var routed = await Transitions.CompleteAsync(await ClaimAsync(group.GroupId, GroupState.Verified), RoutingDecision.EnoughCorrect, CancellationToken.None);
        Assert.True(routed.Committed);
    }

    /// <summary>Brings a root to AwaitingChild and gives the child.</summary>
    public async Task<GroupRow> GuideAsync(GroupRow root)
    {
        await SampleAsync(root);
        await VerifyAsync(root);
        var routed = await Transitions.GuideAsync(await ClaimAsync(root.GroupId, GroupState.Verified), await HintAsync(root.PromptId), CancellationToken.None);
        return routed.Child!;
    }

    public async Task<HintRow> HintAsync(string promptId)
    {
        var hint = new HintRow
        {
            RunId = RunId, HintId = $"h-{promptId}", PromptId = promptId, Source = "data", Template = "{hint}{prompt}", Text = "t", CreatedAt = DateTimeOffset.UnixEpoch,
        };
        await Database.WriteAsync(
            async (db, token) =>
            {
                if (await db.Hints.FindAsync([RunId, hint.HintId], token) is null)
                {
                    db.Hints.Add(hint);
                    await db.SaveChangesAsync(token);
                }
            },
            CancellationToken.None);
        return hint;
    }

    public async Task<GroupRow> FindAsync(Guid groupId) =>
        await Transitions.FindAsync(RunId, groupId, CancellationToken.None) ?? throw new InvalidOperationException("No such group.");

    public async Task<LeaseHold> LearnerLeaseAsync(string owner = "test") =>
        await Leases.TryAcquireAsync(RunId, Guide.Storage.Leases.Learner, owner, TimeSpan.FromMinutes(1), CancellationToken.None)
        ?? throw new InvalidOperationException("The lease is held.");

    public StepToCommit Step(LeaseHold lease, int version, params GroupRow[] roots) => new()
    {
        Lease = lease,
        Version = version,
        CheckpointUri = $"v{version:D6}",
        CheckpointSha256 = new string('a', 64),
        HasOptimizerState = true,
        Metrics = new Dictionary<string, double> { ["loss"] = 0.25 },
        Roots = [.. roots.Select(root => root.GroupId)],
        Rows = [.. roots.SelectMany(root => Enumerable.Range(0, root.GroupSize).Select(slot => (root, slot))).Select((row, ordinal) => new StepRolloutRow
        {
            RunId = RunId,
            Version = version,
            Ordinal = ordinal,
            MiniBatch = 0,
            GroupId = row.root.GroupId,
            Slot = row.slot,
            Verifier = "math",
            VerifierVersion = "1",
            Attempt = 1,
            Role = "unguided",
            Advantage = 0.5,
            TokenAdvantages = [0.25f, 0.75f],
            TokenValues = row.slot == 0 ? [0.5f, 0] : null,
            Correction = row.slot == 0 ? 1.5 : null,
        })],
    };
}
