namespace Guide.HintConsumer.Sources;

/// <summary>How much of a worked solution is kept.</summary>
internal enum SolutionCut
{
    /// <summary>One step.</summary>
    FirstStep,

    /// <summary>Two steps.</summary>
    TwoSteps,

    /// <summary>Half of the steps, rounded down.</summary>
    Half,
}
