using Guide.Storage.Entities;

namespace Guide.Storage;

/// <summary>What one admission did.</summary>
/// <param name="Admitted">The new roots by ordinal; send a SampleGroup for each.</param>
/// <param name="OpenRoots">Open roots afterwards.</param>
/// <param name="Exhausted">True: every draw of every epoch has been admitted.</param>
/// <param name="RunEnded">True: nothing is trained on any more.</param>
public sealed record AdmissionResult(IReadOnlyList<GroupRow> Admitted, int OpenRoots, bool Exhausted, bool RunEnded);
