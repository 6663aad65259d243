using Guide.Storage.Entities;

namespace Guide.Storage;

/// <summary>What reconciliation found.</summary>
/// <param name="Resend">Groups whose current state's message must be sent again.</param>
/// <param name="Lost">What discarding groups as Lost did to their lineages.</param>
public sealed record ReconciliationResult(IReadOnlyList<GroupRow> Resend, IReadOnlyList<DiscardResult> Lost);
