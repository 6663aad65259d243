namespace Guide.Learner.Objective;

/// <summary>What the critic is trained towards on a row.</summary>
/// <param name="Old">[T] V before the step.</param>
/// <param name="Returns">[T] R̂ = V + the estimator's advantage, before whitening.</param>
/// <param name="Trains">The row enters the value loss.</param>
internal sealed record ValueTarget(float[] Old, double[] Returns, bool Trains);
