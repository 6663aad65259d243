using Guide.Contracts;
using Guide.HintConsumer;
using Guide.Recipes;
using Guide.Storage.Entities;

namespace Guide.UnitTests.HintConsumer;

public sealed class HintRouterTests
{
    private static readonly RunRecipe Guided = new() { Guidance = new GuidanceRecipe { Enabled = true } };

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

    [Fact]
    public void A_wholly_judged_and_wholly_wrong_group_is_guided() => Assert.Null(HintRouter.Decide(Group(8, 0), Guided));

    [Fact]
    public void One_unjudged_slot_forbids_a_hint() => Assert.Equal(RoutingDecision.Unjudged, HintRouter.Decide(Group(7, 0), Guided));

    [Fact]
    public void One_success_is_enough_at_threshold_zero() => Assert.Equal(RoutingDecision.EnoughCorrect, HintRouter.Decide(Group(8, 1), Guided));

    [Fact]
    public void Evaluation_is_never_hinted() => Assert.Equal(RoutingDecision.NotTraining, HintRouter.Decide(Group(8, 0, purpose: Purpose.Eval), Guided));

    [Fact]
    public void A_child_is_never_guided_again() => Assert.Equal(RoutingDecision.AlreadyGuided, HintRouter.Decide(Group(8, 0, parent: Guid.NewGuid()), Guided));

    [Fact]
    public void Plain_GRPO_never_guides() => Assert.Equal(RoutingDecision.GuidanceOff, HintRouter.Decide(Group(8, 0), new RunRecipe()));

    [Theory]
    [InlineData(8, 0.25, 2)]
    [InlineData(10, 0.3, 3)]
    [InlineData(8, 0.24, 1)]
    [InlineData(8, 0, 0)]
    public void The_threshold_is_the_floor_of_tau_times_G(int size, double tau, int threshold)
    {
        var recipe = new RunRecipe { Guidance = new GuidanceRecipe { Enabled = true, SuccessThreshold = tau } };
        Assert.Null(HintRouter.Decide(Group(size, threshold, size), recipe));
        Assert.Equal(RoutingDecision.EnoughCorrect, HintRouter.Decide(Group(size, threshold + 1, size), recipe));
    }
}
