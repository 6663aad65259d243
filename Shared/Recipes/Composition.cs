namespace Guide.Recipes;

/// <summary>How the group that trains is composed from a root and its guided child.</summary>
public enum Composition
{
    /// <summary>The guided child alone (the official default).</summary>
    Replace,

    /// <summary>Guided successes, filled with unguided then guided failures.</summary>
    Mixin,

    /// <summary>All unguided rows, some failures exchanged for guided successes (the default).</summary>
    Balanced,
}
