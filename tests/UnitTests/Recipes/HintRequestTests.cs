using Guide.Contracts;
using Guide.Recipes;

namespace Guide.UnitTests.Recipes;

public sealed class HintRequestTests
{
    [Fact]
    public void Each_place_is_filled_once_whatever_the_prompt_says()
    {
        var recipe = new SelfHintRecipe { Template = "{prompt}|{solution}|{wanted}" };
        Assert.Equal(
            $"say {{solution}}|{{prompt}} 5|{HintRequest.Wanted(HintLevel.Nudge)}",
            HintRequest.OfSelf(recipe, HintLevel.Nudge, "say {solution}", "{prompt} 5"));
    }

    [Fact]
    public void Levels_are_made_where_the_template_says_which_is_wanted()
    {
        var guidance = new GuidanceRecipe { Levels = "nudge,half" };
        Assert.Equal([HintLevel.Nudge, HintLevel.Half], HintRequest.SelfLevels(guidance));
        Assert.Equal([HintLevel.Plan], HintRequest.SelfLevels(guidance with { Self = new SelfHintRecipe { Template = "{solution}" } }));
    }

    [Fact]
    public void Another_template_is_another_version()
    {
        Assert.Equal(HintRequest.SelfVersion(new()), HintRequest.SelfVersion(new() { Candidates = 1 }));
        Assert.NotEqual(HintRequest.SelfVersion(new()), HintRequest.SelfVersion(new() { Template = "{solution}" }));
    }

    [Theory]
    [InlineData("<think>5</think> Halve it.", " Halve it.")]
    [InlineData("<think>Halve", "")]
    [InlineData("Halve it.", "Halve it.")]
    public void What_is_thought_is_no_hint(string text, string expected) => Assert.Equal(expected, HintRequest.WithoutReasoning(text));
}
