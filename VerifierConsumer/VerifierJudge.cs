using System.Text.Json;

using Guide.Storage.Entities;
using Guide.Verification;

namespace Guide.VerifierConsumer;

/// <summary>The verifiers of the project.</summary>
internal sealed class VerifierJudge(VerifierSet verifiers, bool strictFormat) : IRolloutJudge
{
    public string SetVersion => verifiers.Version;

    public string VersionFor(PromptRow prompt) => verifiers.Find(prompt.Domain)?.Version ?? "none/0";

    public ValueTask<Verdict> JudgeAsync(GroupRow group, PromptRow prompt, RolloutRow rollout, CancellationToken cancellationToken) =>
        verifiers.JudgeAsync(
            new VerificationCase
            {
                Domain = prompt.Domain,
                Gold = prompt.Gold,
                Tests = prompt.Tests is { } tests ? JsonSerializer.Deserialize<JsonElement>(tests) : null,
                Prediction = rollout.Text,
                Problem = prompt.Text,
                RelTol = prompt.RelTol,
                StrictFormat = strictFormat,
            },
            cancellationToken);
}
