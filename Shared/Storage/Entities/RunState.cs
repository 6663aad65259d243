namespace Guide.Storage.Entities;

/// <summary>Where a run stands. Stored as its number: never renumber.</summary>
public enum RunState
{
    /// <summary>Admission is open, or lineages are still under way.</summary>
    Running = 0,

    /// <summary>All steps committed, or the data set exhausted, and nothing open.</summary>
    Ended = 1,

    /// <summary>Nothing is trained on any more; groups of an evaluation or a replay are still open.</summary>
    Trained = 2,
}
