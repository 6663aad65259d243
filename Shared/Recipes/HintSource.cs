namespace Guide.Recipes;

/// <summary>Where a hint comes from.</summary>
public enum HintSource
{
    /// <summary>The data set brings it.</summary>
    Data,

    /// <summary>The first steps of a worked solution.</summary>
    Solution,

    /// <summary>A model is asked.</summary>
    Teacher,

    /// <summary>The policy says the reference solution in its own words.</summary>
    Self,
}
