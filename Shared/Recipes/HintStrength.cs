namespace Guide.Recipes;

/// <summary>Which of several levels of hints a prompt gets.</summary>
public enum HintStrength
{
    /// <summary>The weakest first; a stronger one after two guided groups without a success, a weaker one after a group that always succeeds.</summary>
    WeakestThatWorks,

    /// <summary>The strongest there is.</summary>
    Strongest,
}
