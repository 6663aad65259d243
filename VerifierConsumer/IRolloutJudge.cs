using Guide.Answers;
using Guide.Contracts.Judging;
using Guide.Storage.Entities;

namespace Guide.VerifierConsumer;

/// <summary>Judges one stored rollout of a group.</summary>
internal interface IRolloutJudge
{
    /// <summary>Names and versions of all verifiers, joined by '+'.</summary>
    string SetVersion { get; }

    /// <summary>Name and version of the verifier that judges this prompt, for example "math/1".</summary>
    string VersionFor(PromptRow prompt);

    /// <summary>Judges.</summary>
    ValueTask<Verdict> JudgeAsync(GroupRow group, PromptRow prompt, RolloutRow rollout, CancellationToken cancellationToken);
}
