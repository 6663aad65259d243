using Guide.Cli.Recipes;
using Guide.Recipes;
using Guide.TestKit;

namespace Guide.UnitTests.Cli;

public sealed class RecipeKeyTableTests
{
    /// <summary>Mended with <c>./guide config keys --markdown &gt; docs/recipe-keys.md</c>.</summary>
    [Fact]
    public async Task The_document_is_what_the_records_say() =>
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "recipe-keys.md")), (await CommandLine.RunAsync("config", "keys", "--markdown")).Output);

    [Fact]
    public void Every_key_has_a_meaning_and_every_number_a_range_or_a_unit()
    {
        Assert.Equal(RecipeSchema.Keys.Count, RecipeKey.All.Count);
        Assert.All(RecipeKey.All, key => Assert.NotEqual("", key.Meaning));
        Assert.All(RecipeKey.All.Where(key => key.Range == "number"), key => Assert.NotEqual("", key.Unit));
    }

    [Fact]
    public void A_key_says_its_default_range_unit_and_when_it_has_an_effect()
    {
        var key = RecipeKey.All.Single(key => key.Key == "step.max_fill_factor");

        Assert.Equal(("3", "1 … 100", "× B lineages (M)", "step.dynamic_sampling is fill"), (key.Default, key.Range, key.Unit, key.Condition));
        Assert.StartsWith("M: under fill", key.Meaning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_beginning_narrows_the_list()
    {
        var (exitCode, output, _) = await CommandLine.RunAsync("config", "keys", "step.k");

        Assert.Equal(0, exitCode);
        Assert.StartsWith("step.keep_checkpoints\n    default 3 · 0 … 1000000 · folders", output, StringComparison.Ordinal);
        Assert.Equal(1, output.Split('\n').Count(line => line.Length > 0 && line[0] != ' '));
    }
}
