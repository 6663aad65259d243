using Guide.Cli.Recipes;
using Guide.Recipes;

namespace Guide.UnitTests.Cli;

public sealed class DerivedNumbersTests
{
    /// <summary>0.29 · 100 is 28.999999999999996 in binary; the router hints at 29.</summary>
    [Fact]
    public void The_threshold_is_the_routers()
    {
        var recipe = new RunRecipe { Sampling = new SamplingRecipe { GroupSize = 100 }, Guidance = new GuidanceRecipe { Enabled = true, SuccessThreshold = 0.29 } };

        Assert.Contains(("a group is hinted", "when at most 29 of its 100 rollouts are correct"), DerivedNumbers.Of(new ArmRecipe("a", recipe, null, new Dictionary<string, RecipeOrigin>())));
    }
}
