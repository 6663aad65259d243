using Guide.Contracts;
using Guide.Recipes;

namespace Guide.Cli.Recipes;

/// <summary>Holds arms against the rules of recipes; a rule that is broken is one line with the place where the setting was written.</summary>
internal static class RecipeCheck
{
    /// <summary>Ranges, what one setting demands of another, and what the model library knows.</summary>
    /// <exception cref="GuideException">Exit code 2: the first rule that is broken.</exception>
    public static void Rules(ArmRecipe arm)
    {
        var violations = RecipeRules.Violations(arm.Recipe)
            .Concat(RecipeRules.Broken(ModelRules.All, arm.Recipe))
            .Concat(arm.MatchRolloutsOf is null ? [] : RecipeRules.ViolationsOfMatch(arm.Recipe));
        if (violations.FirstOrDefault() is { } first)
        {
            var place = arm.Origins.TryGetValue(first.Key, out var origin) ? $"{origin.Place}: " : "";
            throw GuideException.Usage($"{place}'{first.Key}'{(origin?.Arm is { } name ? $" of arm {name}" : "")}: {first.Why}.");
        }
    }

    /// <summary>A written key that has no effect is an error: its writer believes otherwise. A key that several arms share needs an effect in one of them.</summary>
    /// <exception cref="GuideException">Exit code 2: the first such key.</exception>
    public static void Applicable(IReadOnlyList<ArmRecipe> arms)
    {
        foreach (var condition in RecipeConditions.All)
        {
            foreach (var arm in arms)
            {
                foreach (var (written, origin) in arm.Origins.Where(o => !o.Value.IsPreset && condition.Covers(o.Key)))
                {
                    var concerned = origin.Arm is null ? arms.Where(a => a.Origins.TryGetValue(written, out var o) && o == origin) : [arm];
                    if (!concerned.Any(a => condition.Holds(a.Recipe)))
                    {
                        throw GuideException.Usage($"{origin.Place}: '{written}' has no effect here: it applies when {condition.When}.");
                    }
                }
            }
        }
    }
}
