using Guide.Contracts;
using Guide.Learner.Objective;
using Guide.Learner.Training;
using Guide.Recipes;
using Guide.Storage;

namespace Guide.Learner;

/// <summary>A completed lineage in memory, judged once for each version that a step may start from. Completed rows never change.</summary>
internal sealed class LoadedLineage(StoredLineage stored)
{
    private readonly Lineage _lineage = stored.ToLineage();
    private (int Version, DiscardReason Reason)? _judged;

    /// <summary>As stored.</summary>
    public StoredLineage Stored { get; } = stored;

    /// <summary>Whether a step that starts from this version takes it.</summary>
    public DiscardReason Classify(RunRecipe recipe, int version)
    {
        if (_judged is not { } judged || judged.Version != version)
        {
            judged = (version, LineageTriage.Classify(_lineage, recipe, version));
            _judged = judged;
        }

        return judged.Reason;
    }
}
