using Guide.Contracts;
using Guide.Contracts.Messages;
using Guide.Storage.Entities;

namespace Guide.Storage;

/// <summary>The message that a stored state stands for: the database is the truth, a message is only its echo.</summary>
public static class GroupMessages
{
    /// <summary>The command that an admitted group waits for.</summary>
    public static SampleGroup ToSampleGroup(this GroupRow group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return new SampleGroup { RunId = group.RunId, GroupId = group.GroupId, Purpose = group.Purpose, MinimumPolicyVersion = group.MinimumPolicyVersion };
    }

    /// <summary>The event that a sampled group waits for.</summary>
    public static GroupSampled ToGroupSampled(this GroupRow group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return new GroupSampled
        {
            RunId = group.RunId,
            GroupId = group.GroupId,
            Purpose = group.Purpose,
            PolicyVersion = group.PolicyVersion ?? throw new InvalidOperationException($"Group {group.GroupId} is not sampled."),
        };
    }

    /// <summary>The event that a verified group waits for.</summary>
    public static GroupVerified ToGroupVerified(this GroupRow group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return group is { VerifierSetVersion: { } version, JudgedCount: { } judged, CorrectCount: { } correct }
            ? new GroupVerified
            {
                RunId = group.RunId,
                GroupId = group.GroupId,
                Purpose = group.Purpose,
                VerifierSetVersion = version,
                JudgedCount = judged,
                CorrectCount = correct,
            }
            : throw new InvalidOperationException($"Group {group.GroupId} is not verified.");
    }
}
