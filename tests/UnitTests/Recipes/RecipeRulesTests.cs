using Guide.Recipes;

namespace Guide.UnitTests.Recipes;

public sealed class RecipeRulesTests
{
    private static readonly RunRecipe Valid = new() { Name = "r", Data = new DataRecipe { Environment = "dial" } };

    [Fact]
    public void A_recipe_of_defaults_breaks_no_rule() => Assert.Empty(RecipeRules.Violations(Valid));

    [Fact]
    public void Ranges_come_first_so_that_no_rule_meets_an_impossible_number()
    {
        var broken = Valid with { Policy = new PolicyRecipe { Heads = 0, KeyValueHeads = 3 } };

        Assert.Equal([new RecipeViolation("policy.heads", "0 is outside 1 … 1024")], RecipeRules.Violations(broken));
    }

    [Fact]
    public void Every_broken_rule_is_named_in_order()
    {
        var broken = Valid with { Sampling = new SamplingRecipe { GroupSize = 1 }, Step = new StepRecipe { RootGroupsPerStep = 1, UpdatesPerStep = 2 } };

        Assert.Equal(["sampling.group_size", "step.updates_per_step"], RecipeRules.Violations(broken).Select(v => v.Key));
    }

    [Fact]
    public void An_arm_that_matches_another_keeps_more_rules()
    {
        var guided = Valid with { Guidance = new GuidanceRecipe { Enabled = true } };

        Assert.Empty(RecipeRules.Violations(guided));
        Assert.Equal("guidance.enabled", Assert.Single(RecipeRules.ViolationsOfMatch(guided)).Key);
    }

    [Theory]
    [InlineData("data,oracle", "nudge", "guidance.sources", "'oracle' is not a source of hints; there are data, solution, teacher, self")]
    [InlineData("data,data", "nudge", "guidance.sources", "'data' stands twice")]
    [InlineData("solution", "strong", "guidance.levels", "'strong' is not a level of hints; there are nudge, plan, first_step, half")]
    [InlineData("teacher", "nudge", "guidance.teacher.model", "say which model is asked")]
    public void Words_of_guidance_that_are_not_understood_are_refused_by_name(string sources, string levels, string key, string why)
    {
        var violation = Assert.Single(RecipeRules.Violations(Valid with { Guidance = new GuidanceRecipe { Enabled = true, Sources = sources, Levels = levels } }));
        Assert.Equal(key, violation.Key);
        Assert.Contains(why, violation.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Hints_of_the_policy_need_a_place_for_the_solution_and_no_determinism()
    {
        var self = Valid with { Guidance = new GuidanceRecipe { Enabled = true, Sources = "self" } };
        Assert.Empty(RecipeRules.Violations(self));
        Assert.Equal("guidance.sources", Assert.Single(RecipeRules.Violations(self with { Deterministic = true })).Key);
        var placeless = self with { Guidance = self.Guidance with { Self = new SelfHintRecipe { Template = "Say {prompt}." } } };
        Assert.Equal("guidance.self.template", Assert.Single(RecipeRules.Violations(placeless)).Key);
    }

    [Fact]
    public void A_hint_is_retired_after_three_groups_only_where_another_source_could_take_its_place()
    {
        Assert.Equal(0, GuidanceWords.RetireAfter(new GuidanceRecipe()));
        Assert.Equal(3, GuidanceWords.RetireAfter(new GuidanceRecipe { Sources = "data,solution" }));
        Assert.Equal(7, GuidanceWords.RetireAfter(new GuidanceRecipe { RetireAfter = 7 }));
    }

    [Fact]
    public void An_adapter_is_not_wider_than_the_model()
    {
        var wide = Valid with { Policy = new PolicyRecipe { Lora = new LoraRecipe { Rank = 65 } } };

        Assert.Equal("policy.lora.rank", Assert.Single(RecipeRules.Violations(wide)).Key);
        Assert.Empty(RecipeRules.Violations(wide with { Policy = new PolicyRecipe { Lora = new LoraRecipe { Rank = 64 } } }));
    }
}
