namespace Guide.Storage.Entities;

/// <summary>Where a run stands. Stored as its number: never renumber.</summary>
public enum RunState
{
    /// <summary>Admission is open, or lineages are still under way.</summary>
    Running = 0,

    /// <summary>All steps committed, or the data set exhausted and nothing open.</summary>
    Ended = 1,
}
