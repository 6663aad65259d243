namespace Guide.Storage;

/// <summary>The oldest open lineages of a run, as the Learner looks at them.</summary>
/// <param name="Completed">Completed roots by ordinal, up to the first open root that is not completed.</param>
/// <param name="Waiting">Roots looked at that are not completed.</param>
/// <param name="OpenRoots">All open roots, completed ones included.</param>
/// <param name="Exhausted">True: no further root will be admitted.</param>
/// <param name="RunEnded">True: nothing is trained on any more.</param>
public sealed record LineageFront(IReadOnlyList<CompletedRoot> Completed, int Waiting, int OpenRoots, bool Exhausted, bool RunEnded);
