using Guide.Contracts;
using Guide.Contracts.Messages;

namespace Guide.IntegrationTests.Bus;

/// <summary>One message of each kind.</summary>
internal static class Messages
{
    public static SampleGroup SampleGroup(string runId, Guid? groupId = null) =>
        new() { RunId = runId, GroupId = groupId ?? Guid.NewGuid(), Purpose = Purpose.Eval, MinimumPolicyVersion = 3 };

    public static GroupSampled GroupSampled(string runId) =>
        new() { RunId = runId, GroupId = Guid.NewGuid(), Purpose = Purpose.Train, PolicyVersion = 2 };

    public static GroupVerified GroupVerified(string runId) => new()
    {
        RunId = runId,
        GroupId = Guid.NewGuid(),
        Purpose = Purpose.Replay,
        VerifierSetVersion = "math/1",
        JudgedCount = 8,
        CorrectCount = 5,
    };

    public static GroupCompleted GroupCompleted(string runId) => new() { RunId = runId, GroupId = Guid.NewGuid() };

    public static GroupDiscarded GroupDiscarded(string runId) =>
        new() { RunId = runId, GroupId = Guid.NewGuid(), Reason = DiscardReason.Stale };

    public static PolicyUpdated PolicyUpdated(string runId) =>
        new() { RunId = runId, PolicyVersion = 4, CheckpointUri = "v4", CheckpointSha256 = new string('a', 64) };
}
