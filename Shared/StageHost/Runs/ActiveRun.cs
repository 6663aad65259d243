using Guide.Recipes;
using Guide.Storage.Entities;

namespace Guide.StageHost.Runs;

/// <summary>The run that this process works for, as its row says; known once <see cref="RunStartup"/> has read it, before any message arrives.</summary>
public sealed class ActiveRun(RunSettings settings)
{
    private (RunRow Row, RunRecipe Recipe)? _run;

    /// <summary>The run's id.</summary>
    public string RunId => settings.RunId;

    /// <summary>The run's row as it was at the start of this process.</summary>
    public RunRow Row => Known.Row;

    /// <summary>The frozen recipe.</summary>
    public RunRecipe Recipe => Known.Recipe;

    /// <summary>True: all stages live in this process, nothing else works on the run.</summary>
    public bool IsEmbedded => settings.Broker is null;

    /// <summary>The folder of a committed version.</summary>
    public string Folder(PolicyVersionRow version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return Folder(version.CheckpointUri);
    }

    /// <summary>The folder of a checkpoint address.</summary>
    public string Folder(string checkpointUri) => Path.Combine(settings.Checkpoints, checkpointUri);

    internal void Set(RunRow row, RunRecipe recipe) => _run = (row, recipe);

    private (RunRow Row, RunRecipe Recipe) Known => _run ?? throw new InvalidOperationException("The run is read when the host starts.");
}
