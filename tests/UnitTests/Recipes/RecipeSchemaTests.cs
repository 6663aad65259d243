using Guide.Recipes;

namespace Guide.UnitTests.Recipes;

public sealed class RecipeSchemaTests
{
    [Fact]
    public void Every_number_of_a_recipe_has_a_unit()
    {
        var without = RecipeSchema.Keys
            .Where(k => (Nullable.GetUnderlyingType(k.Property.PropertyType) ?? k.Property.PropertyType).IsPrimitive && k.Property.PropertyType != typeof(bool))
            .Where(k => RecipeUnits.Of(k.Key).Length == 0)
            .Select(k => k.Key);

        Assert.Empty(without);
    }

    [Fact]
    public void Every_condition_and_every_rule_is_about_a_key_or_a_section_that_exists()
    {
        Assert.All(RecipeConditions.All, condition => Assert.True(RecipeSchema.ByKey.ContainsKey(condition.Key) || RecipeSchema.Sections.Contains(condition.Key), condition.Key));
        Assert.All(RecipeRules.All, rule => Assert.True(RecipeSchema.ByKey.ContainsKey(rule.Key), rule.Key));
    }
}
