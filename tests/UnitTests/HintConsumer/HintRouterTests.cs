using Guide.Contracts;
using Guide.HintConsumer;
using Guide.Recipes;
using Guide.Storage.Entities;

namespace Guide.UnitTests.HintConsumer;

public sealed class HintRouterTests
{
    private static readonly RunRecipe Guided = new() { Guidance = new GuidanceRecipe { Enabled = true } };

    private static readonly HintRow Usable = Hint(null);

    [Fact]
    public async Task A_wholly_judged_and_wholly_wrong_group_is_guided_by_its_hint()
    {
        var route = await RouteAsync(Group(8, 0), Guided, new(0, 8), Usable);
        Assert.Equal((RoutingDecision.Guided, Usable), (route.Decision, route.Hint));
    }

    [Fact]
    public async Task A_prompt_without_a_hint_completes_as_it_is() => await CompletesAsync(RoutingDecision.NoHint, Group(8, 0), Guided, new(0, 8), hint: null);

    [Fact]
    public async Task A_hint_that_says_the_answer_is_not_used() => await CompletesAsync(RoutingDecision.HintLeaks, Group(8, 0), Guided, new(0, 8), Hint("the hint contains the answer's number 4"));

    [Fact]
    public async Task One_success_is_enough_at_threshold_zero() => await CompletesAsync(RoutingDecision.EnoughCorrect, Group(8, 1), Guided, new(1, 7));

    [Fact]
    public async Task A_group_whose_rows_take_no_part_has_no_place_for_a_guided_success() => await CompletesAsync(RoutingDecision.NoPlace, Group(8, 0), Guided, new(0, 1));

    [Fact]
    public async Task One_unjudged_slot_forbids_a_hint() => await CompletesAsync(RoutingDecision.Unjudged, Group(7, 0), Guided);

    [Theory]
    [InlineData(Purpose.Eval)]
    [InlineData(Purpose.Replay)]
    public async Task Only_training_is_hinted(Purpose purpose) => await CompletesAsync(RoutingDecision.NotTraining, Group(8, 0, purpose: purpose), Guided);

    [Fact]
    public async Task A_child_is_never_guided_again() => await CompletesAsync(RoutingDecision.AlreadyGuided, Group(8, 0, parent: Guid.NewGuid()), Guided);

    [Fact]
    public async Task Plain_GRPO_never_guides() => await CompletesAsync(RoutingDecision.GuidanceOff, Group(8, 0), new RunRecipe());

    [Theory]
    [InlineData(8, 0.25, 2)]
    [InlineData(10, 0.3, 3)]
    [InlineData(8, 0.24, 1)]
    [InlineData(8, 0, 0)]
    [InlineData(100, 0.29, 29)]
    public async Task The_threshold_is_the_floor_of_tau_times_G(int size, double tau, int threshold)
    {
        var recipe = new RunRecipe { Guidance = new GuidanceRecipe { Enabled = true, SuccessThreshold = tau } };
        Assert.Equal(RoutingDecision.Guided, (await RouteAsync(Group(size, threshold, size), recipe, new(threshold, size - threshold), Usable)).Decision);
        await CompletesAsync(RoutingDecision.EnoughCorrect, Group(size, threshold + 1, size), recipe, new(threshold + 1, size - threshold - 1));
    }

    [Fact]
    public void What_the_groups_own_row_decides_needs_no_looking()
    {
        Assert.Equal(RoutingDecision.EnoughCorrect, HintRouter.AtOnce(Group(8, 1), Guided));
        Assert.Equal(RoutingDecision.GuidanceOff, HintRouter.AtOnce(Group(8, 0), new RunRecipe()));
        Assert.Equal(RoutingDecision.Unjudged, HintRouter.AtOnce(Group(7, 0), Guided));
        Assert.Null(HintRouter.AtOnce(Group(8, 0), Guided));
        Assert.Null(HintRouter.AtOnce(Group(8, 1), Guided with { Objective = new ObjectiveRecipe { Truncated = TruncatedRollouts.Mask } }));
    }

    /// <summary>Facts that are not given are not asked for: a look-up that the decision does not need is work for nothing.</summary>
    private static async Task CompletesAsync(RoutingDecision expected, GroupRow group, RunRecipe recipe, Tally tally)
    {
        var route = await HintRouter.RouteAsync(group, recipe, () => Task.FromResult(tally), () => throw new InvalidOperationException("the hint was looked up"));
        Assert.Equal(Route.Complete(expected), route);
    }

    private static async Task CompletesAsync(RoutingDecision expected, GroupRow group, RunRecipe recipe)
    {
        var route = await HintRouter.RouteAsync(
            group, recipe, () => throw new InvalidOperationException("the rollouts were counted"), () => throw new InvalidOperationException("the hint was looked up"));
        Assert.Equal(Route.Complete(expected), route);
    }

    private static async Task CompletesAsync(RoutingDecision expected, GroupRow group, RunRecipe recipe, Tally tally, HintRow? hint) =>
        Assert.Equal(Route.Complete(expected), await RouteAsync(group, recipe, tally, hint));

    private static Task<Route> RouteAsync(GroupRow group, RunRecipe recipe, Tally tally, HintRow? hint) =>
        HintRouter.RouteAsync(group, recipe, () => Task.FromResult(tally), () => Task.FromResult(Choice(hint)));

    private static HintChoice Choice(HintRow? hint) => hint switch
    {
        null => HintChoice.Without(RoutingDecision.NoHint),
        { UnusableReason: not null } => HintChoice.Without(RoutingDecision.HintLeaks),
        _ => HintChoice.Of(hint),
    };

    private static HintRow Hint(string? unusable) => new()
    {
        RunId = "r", HintId = "h", PromptId = "p", Source = "data", Template = "{prompt} {hint}", Text = "Count on.", UnusableReason = unusable, CreatedAt = DateTimeOffset.UnixEpoch,
    };

    private static GroupRow Group(int judged, int correct, int size = 8, Purpose purpose = Purpose.Train, Guid? parent = null) => new()
    {
        RunId = "r",
        GroupId = Guid.Empty,
        Purpose = purpose,
        Ordinal = 0,
        PromptId = "p",
        ParentId = parent,
        GroupSize = size,
        State = GroupState.Verified,
        MinimumPolicyVersion = 0,
        JudgedCount = judged,
        CorrectCount = correct,
        SentAt = DateTimeOffset.UnixEpoch,
        AdmittedAt = DateTimeOffset.UnixEpoch,
    };
}
