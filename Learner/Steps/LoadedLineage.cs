using Guide.Learner.Objective;
using Guide.Recipes;
using Guide.Storage;

namespace Guide.Learner.Steps;

/// <summary>A completed lineage in memory, converted and composed once. Completed rows never change.</summary>
/// <param name="Stored">As stored.</param>
/// <param name="Composed">As a step trains on it.</param>
internal sealed record LoadedLineage(StoredLineage Stored, ComposedLineage Composed)
{
    public Guid RootId => Stored.Root.GroupId;

    public static LoadedLineage Of(StoredLineage stored, RunRecipe recipe) => new(stored, GroupComposer.Compose(stored.ToLineage(), recipe));
}
