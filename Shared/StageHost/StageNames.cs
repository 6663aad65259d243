namespace Guide.StageHost;

/// <summary>The words that name stages on the command line and in queue names.</summary>
public static class StageNames
{
    /// <summary>All stages in the order of the data.</summary>
    public static IReadOnlyList<Stage> All { get; } = Enum.GetValues<Stage>();

    /// <summary>"producer", "rollout", "verifier", "hint" or "learner".</summary>
    public static string Name(this Stage stage) => stage switch
    {
        Stage.Producer => "producer",
        Stage.Rollout => "rollout",
        Stage.Verifier => "verifier",
        Stage.Hint => "hint",
        Stage.Learner => "learner",
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "Not a stage."),
    };

    /// <summary>The stage of that name, or null.</summary>
    public static Stage? Parse(string name)
    {
        foreach (var stage in All)
        {
            if (stage.Name() == name)
            {
                return stage;
            }
        }

        return null;
    }
}
