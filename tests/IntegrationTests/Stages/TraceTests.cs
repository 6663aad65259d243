using System.Collections.Concurrent;
using System.Diagnostics;

using Guide.Contracts;
using Guide.TestKit;

namespace Guide.IntegrationTests.Stages;

/// <summary>One trace for each lineage, from the Producer to the Learner.</summary>
public sealed class TraceTests
{
    [Fact]
    public async Task A_trace_follows_a_lineage_from_its_admission_to_the_step_that_consumes_it()
    {
        var activities = new ConcurrentBag<Activity>();
        using var listener = Listen(activities, static source => source.Name.StartsWith("Guide.", StringComparison.Ordinal) || source.Name == "MassTransit");
        await using var pipeline = await Pipeline.CreateAsync(Pipeline.SmallRecipe("guided"), Pipeline.Prompts(4));
        await pipeline.RunToEndAsync();

        var groups = await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId);
        foreach (var root in groups.Where(group => group.ParentId is null))
        {
            var child = Assert.Single(groups, group => group.ParentId == root.GroupId);
            var trace = activities.Where(activity => activity.TraceId.ToHexString() == root.GroupId.ToString("N")).ToList();
            Assert.Equal(
                [
                    ("Guide.HintConsumer", "route", child.GroupId), ("Guide.HintConsumer", "route", root.GroupId),
                    ("Guide.Learner", "consume", root.GroupId), ("Guide.Producer", "admit", root.GroupId),
                    ("Guide.RolloutConsumer", "sample", child.GroupId), ("Guide.RolloutConsumer", "sample", root.GroupId),
                    ("Guide.VerifierConsumer", "verify", child.GroupId), ("Guide.VerifierConsumer", "verify", root.GroupId),
                ],
                trace.Where(activity => activity.Source.Name != "MassTransit")
                    .Select(activity => (activity.Source.Name, activity.OperationName, (Guid)activity.GetTagItem("guide.group_id")!))
                    .OrderBy(stage => stage.Name, StringComparer.Ordinal).ThenBy(stage => stage.Item3 == root.GroupId));

            // The message carries it: above the child's sampling stand, one by one, all stages that led to it.
            var bySpan = trace.ToDictionary(activity => activity.SpanId);
            var above = new List<string>();
            for (var at = trace.Single(activity => activity.OperationName == "sample" && (Guid)activity.GetTagItem("guide.group_id")! == child.GroupId);
                at is not null;
                at = bySpan.GetValueOrDefault(at.ParentSpanId))
            {
                if (at.Source.Name != "MassTransit")
                {
                    above.Add(at.OperationName);
                }
            }

            Assert.Equal(["sample", "route", "verify", "sample", "admit"], above);
        }
    }

    [Fact]
    public async Task Stages_that_hear_of_a_lineage_by_no_message_of_its_trace_join_it_all_the_same()
    {
        var activities = new ConcurrentBag<Activity>();
        await using var pipeline = await Pipeline.CreateAsync(Pipeline.SmallRecipe("slot-parity"), Pipeline.Prompts(4));
        using var listener = Listen(activities, static source => source.Name.StartsWith("Guide.", StringComparison.Ordinal));
        await pipeline.RunToEndAsync();

        var groups = await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId);
        Assert.All(groups.Where(group => group.State == GroupState.Consumed), root => Assert.Equal(
            ["admit", "consume", "route", "sample", "verify"],
            activities.Where(activity => activity.TraceId.ToHexString() == root.GroupId.ToString("N")).Select(activity => activity.OperationName).Order()));
    }

    private static ActivityListener Listen(ConcurrentBag<Activity> activities, Func<ActivitySource, bool> to)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = to,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activities.Add,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
