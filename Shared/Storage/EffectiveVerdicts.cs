using Guide.Contracts;
using Guide.Storage.Entities;

namespace Guide.Storage;

/// <summary>The effective verdict of a slot: its first reward-bearing attempt by the verifiers that the group was verified with.</summary>
public static class EffectiveVerdicts
{
    /// <summary>Effective verdicts by slot; slots without a reward are absent.</summary>
    /// <param name="verdicts">Verdicts of one group, of any verifier and version.</param>
    /// <param name="verifierSetVersion">The set that counts, for example "math/1+exact/1"; null = any.</param>
    public static IReadOnlyDictionary<int, VerdictRow> Of(IEnumerable<VerdictRow> verdicts, string? verifierSetVersion)
    {
        var members = verifierSetVersion?.Split('+').ToHashSet(StringComparer.Ordinal);
        return verdicts
            .Where(verdict => verdict.Outcome.IsJudged() && (members is null || members.Contains($"{verdict.Verifier}/{verdict.VerifierVersion}")))
            .GroupBy(verdict => verdict.Slot)
            .ToDictionary(slot => slot.Key, slot => slot.MinBy(verdict => verdict.Attempt)!);
    }
}
