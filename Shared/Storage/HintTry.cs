using Guide.Contracts;

namespace Guide.Storage;

/// <summary>One guided group of a prompt and the unguided one before it: what a hint did.</summary>
/// <param name="HintId">The hint.</param>
/// <param name="Level">How much it says; null = a data set's own.</param>
/// <param name="PolicyVersion">The version that was guided.</param>
/// <param name="Judged">Guided rollouts with a reward.</param>
/// <param name="Successes">Those judged Correct.</param>
/// <param name="UnguidedJudged">Rollouts of the root with a reward.</param>
/// <param name="UnguidedSuccesses">Those judged Correct.</param>
public sealed record HintTry(string HintId, HintLevel? Level, int? PolicyVersion, int Judged, int Successes, int UnguidedJudged, int UnguidedSuccesses);
