using System.Runtime.CompilerServices;
using Guide.Answers;
using Guide.Contracts.Judging;
using Guide.Storage.Entities;

namespace Guide.VerifierConsumer;

/// <summary>The verifiers of the project.</summary>
internal sealed class VerifierJudge(VerifierSet verifiers, AnswerFormat format) : IRolloutJudge
{
    // A group's rollouts share its prompt's row, and so the reading of its gold; it goes when the row goes.
    private readonly ConditionalWeakTable<PromptRow, StrongBox<ParsedGold?>> _golds = [];

    public string SetVersion => verifiers.Version;

    public string VersionFor(PromptRow prompt) => verifiers.Find(prompt.Domain)?.Version ?? "none/0";

    public ValueTask<Verdict> JudgeAsync(GroupRow group, PromptRow prompt, RolloutRow rollout, CancellationToken cancellationToken) =>
        verifiers.JudgeAsync(VerificationCase.Of(prompt, rollout.Text, format) with { ParsedGold = _golds.GetValue(prompt, Parse).Value }, cancellationToken);

    private static StrongBox<ParsedGold?> Parse(PromptRow prompt) =>
        new(prompt.Gold is { } gold && GoldAnswer.TryParse(prompt.Domain, gold, out var parsed, out _) ? parsed : null);
}
