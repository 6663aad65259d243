namespace Guide.Recipes;

/// <summary>Where the distance to the reference enters.</summary>
public enum KlPlace
{
    /// <summary>A term of the loss, differentiated.</summary>
    Loss,

    /// <summary>Taken off the reward, at θ before the step.</summary>
    Reward,
}
