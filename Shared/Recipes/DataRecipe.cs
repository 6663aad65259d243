namespace Guide.Recipes;

/// <summary>Where prompts come from: a file in the project's prompt schema, or a generated environment.</summary>
public sealed record DataRecipe
{
    /// <summary>Path of a prompt file (JSON lines, see <c>guide import</c>), relative to the recipe; null when <see cref="Environment"/> generates them.</summary>
    [RecipePath]
    public string? Prompts { get; init; }

    /// <summary>A generated environment: "dial" (the quickstart), or null.</summary>
    public string? Environment { get; init; }

    /// <summary>Settings of the generated environment.</summary>
    public DialRecipe Dial { get; init; } = new();

    /// <summary>What is asked: the words around a prompt, in which {prompt} stands once, for example "{prompt}\n\nPut your answer in \boxed{}." The chat template goes around it.</summary>
    public string PromptTemplate { get; init; } = "{prompt}";

    /// <summary>Only the first N prompts; null = all.</summary>
    [System.ComponentModel.DataAnnotations.Range(1, int.MaxValue)]
    public int? FirstPrompts { get; init; }

    /// <summary>Passes over the data set; each has its own order.</summary>
    [System.ComponentModel.DataAnnotations.Range(1, int.MaxValue)]
    public int Epochs { get; init; } = 1;

    /// <summary>False: file order in every epoch.</summary>
    public bool Shuffle { get; init; } = true;
}
