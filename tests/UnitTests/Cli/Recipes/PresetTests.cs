using Guide.Cli.Recipes;
using Guide.Contracts;
using Guide.Recipes;
using Guide.TestKit;

namespace Guide.UnitTests.Cli;

/// <summary>Presets: each is valid by itself, lies below what a recipe writes, and says where its values came from.</summary>
public sealed class PresetTests
{
    private const string Dial = "name: r\ndata: { environment: dial }\n";

    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "recipes", "presets"), "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_preset_is_a_recipe_and_everything_in_it_has_an_effect(string name)
    {
        var arm = RecipeLoader.Parse($"{Dial}preset: {name}\n", "r.yaml", []).Arms[0];
        Assert.Equal(name.StartsWith("guide-", StringComparison.Ordinal), arm.Recipe.Guidance.Enabled);
        foreach (var (key, _) in arm.Origins.Where(origin => origin.Value.IsPreset))
        {
            Assert.All(RecipeConditions.All.Where(condition => condition.Covers(key)), condition => Assert.True(condition.Holds(arm.Recipe), $"{key}: {condition.When}"));
        }
    }

    [Fact]
    public void What_a_recipe_writes_wins_over_its_preset_and_the_command_line_over_both()
    {
        var arm = RecipeLoader.Parse($"{Dial}objective:\n  clip_high: 0.3\npreset: dapo\n", "r.yaml", ["objective.clip_low=0.1"]).Arms[0];
        Assert.Equal((0.1, 0.3, Aggregation.TokenMean), (arm.Recipe.Objective.ClipLow, arm.Recipe.Objective.ClipHigh, arm.Recipe.Objective.Aggregation));
        Assert.Equal("command line", arm.Origins["objective.clip_low"].Place);
        Assert.Equal("r.yaml:4", arm.Origins["objective.clip_high"].Place);
        Assert.StartsWith("recipes/presets/dapo.yaml:", arm.Origins["objective.aggregation"].Place, StringComparison.Ordinal);
    }

    [Fact]
    public void An_arm_may_name_its_own_and_so_may_the_command_line()
    {
        const string text = $"{Dial}preset: grpo\narms:\n  - name: a\n  - name: b\n    preset: cispo\n";
        Assert.Equal([LossKind.PpoClip, LossKind.Cispo], Losses());
        Assert.Equal([LossKind.PpoClip, LossKind.Gspo], Losses("arms.b.preset=gspo"));
        Assert.Equal([LossKind.Gspo, LossKind.Gspo], Losses("preset=gspo"));

        LossKind[] Losses(params string[] overrides) => [.. RecipeLoader.Parse(text, "r.yaml", overrides).Arms.Select(arm => arm.Recipe.Objective.Loss)];
    }

    [Fact]
    public void A_preset_whose_setting_is_overridden_into_no_effect_is_no_error() =>
        Assert.Equal(Shaping.None, RecipeLoader.Parse($"{Dial}preset: guide-grpo-official\nguidance: {{ shaping: none }}\n", "r.yaml", []).Arms[0].Recipe.Guidance.Shaping);

    [Fact]
    public void An_unknown_preset_is_one_line_with_the_nearest()
    {
        var failure = Assert.Throws<GuideException>(() => RecipeLoader.Parse($"{Dial}preset: grop\n", "r.yaml", []));
        Assert.StartsWith("r.yaml:3: there is no preset 'grop'; the nearest is 'grpo'", failure.Message, StringComparison.Ordinal);
    }
}
