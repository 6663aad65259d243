namespace Guide.Cli.Recipes;

/// <summary>A recipe file as it is understood: one arm, or several that are compared.</summary>
/// <param name="Name">The experiment's name.</param>
/// <param name="File">The recipe's path; paths in it are relative to its folder.</param>
/// <param name="Arms">In the order in which they run; an arm that matches another's rollouts comes after it.</param>
internal sealed record Experiment(string Name, string File, IReadOnlyList<ArmRecipe> Arms)
{
    /// <summary>A path in the recipe, made absolute.</summary>
    public string Resolve(string path) =>
        Path.GetFullPath(path, Path.GetDirectoryName(Path.GetFullPath(File))!);
}
