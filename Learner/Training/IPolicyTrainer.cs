namespace Guide.Learner.Training;

/// <summary>
/// Owns a policy and its optimizer and takes steps. Not thread-safe: one thread owns it. (A null implementation measures the
/// pipeline without learning.)
/// </summary>
public interface IPolicyTrainer : IDisposable
{
    /// <summary>The version of the weights it holds.</summary>
    int PolicyVersion { get; }

    /// <summary>
    /// One step: computes advantages, makes the updates, and holds version + 1 afterwards, also when nothing had an advantage. The same
    /// lineages in the same order on the same state give the same weights, bit for bit, on CPU.
    /// </summary>
    /// <param name="input">The lineages.</param>
    /// <param name="cancellationToken">Checked between micro-batches; after a cancellation the trainer must be disposed, its state is undefined.</param>
    StepResult Step(StepInput input, CancellationToken cancellationToken);

    /// <summary>Writes the weights (and the optimizer's state) of the present version, atomically: the folder appears whole or not at all.</summary>
    CheckpointInfo Save(string folder, bool withOptimizerState);
}
