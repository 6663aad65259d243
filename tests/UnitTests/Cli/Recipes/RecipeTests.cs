using Guide.Cli.Environments.Dial;
using Guide.Cli.Recipes;
using Guide.PolicyModel.Prompts;
using Guide.Recipes;
using Guide.TestKit;

namespace Guide.UnitTests.Cli;

/// <summary>The recipes of the repository are valid and differ where they say so.</summary>
public sealed class RecipeTests
{
    [Theory]
    [InlineData("quickstart.yaml")]
    [InlineData("experiments/compositions.yaml")]
    [InlineData("experiments/shaping.yaml")]
    [InlineData("experiments/baselines.yaml")]
    [InlineData("experiments/two-routes.yaml")]
    [InlineData("experiments/two-routes-shaping.yaml")]
    [InlineData("experiments/correction.yaml")]
    [InlineData("experiments/critic.yaml")]
    [InlineData("experiments/poison.yaml")]
    [InlineData("experiments/staleness.yaml")]
    [InlineData("experiments/ablations.yaml")]
    public void Dial_recipes_are_valid_and_fit_their_environment(string file)
    {
        var experiment = Load(file);
        var longest = DialGenerator.TestPrompts(experiment.Arms[0].Recipe.Data.Dial).Max(record =>
            PromptText.Guided(record.Prompt, DialGenerator.GuidanceTemplate, record.Hint!).Split(' ').Length);
        Assert.All(experiment.Arms, arm =>
        {
            Assert.Equal(DialGenerator.GuidanceTemplate, arm.Recipe.Guidance.Template);
            Assert.True(longest <= arm.Recipe.Sampling.MaxPromptTokens);
            Assert.Equal(DialProblem.CompletionTokens, arm.Recipe.Sampling.MaxCompletionTokens);
        });
    }

    [Fact]
    public void The_arms_of_the_quickstart_differ_in_guidance_and_nothing_else()
    {
        var arms = Load("quickstart.yaml").Arms;
        Assert.Equal(["guide-grpo", "grpo"], arms.Select(arm => arm.Name));
        Assert.Equal("guide-grpo", arms[1].MatchRolloutsOf);
        Assert.Equal(Composition.Balanced, arms[0].Recipe.Guidance.Composition);
        Assert.False(arms[1].Recipe.Guidance.Enabled);
        RunRecipe Common(RunRecipe recipe) => recipe with { Guidance = new(), Step = recipe.Step with { Steps = 1 } };
        Assert.Equal(Common(arms[0].Recipe), Common(arms[1].Recipe));
    }

    [Fact]
    public void The_recipe_of_the_page_about_own_data_is_valid()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "your-data.md"));
        var yaml = page.Split("```yaml\n")[1].Split("```")[0];

        var recipe = RecipeLoader.Parse(yaml, "mine.yaml", []).Arms[0].Recipe;

        Assert.Equal("{prompt}\n\nPut your answer in \\boxed{}.", recipe.Data.PromptTemplate);
    }

    private static Experiment Load(string file) => RecipeLoader.Load(Repository.Recipe(file), []);
}
