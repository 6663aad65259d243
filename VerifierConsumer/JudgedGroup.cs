using Guide.Storage.Entities;

namespace Guide.VerifierConsumer;

/// <summary>A group whose every slot has an effective verdict or spent attempts.</summary>
/// <param name="SetVersion">Names and versions of the verifiers.</param>
/// <param name="Judged">Slots with a reward.</param>
/// <param name="Correct">Slots judged Correct.</param>
/// <param name="Verdicts">Every attempt on every slot, by slot and attempt.</param>
internal sealed record JudgedGroup(string SetVersion, int Judged, int Correct, IReadOnlyList<VerdictRow> Verdicts);
