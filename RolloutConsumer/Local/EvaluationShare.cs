namespace Guide.RolloutConsumer.Local;

/// <summary>
/// Which share of the sampling time evaluations get while training groups wait: those go first, and evaluations are not forgotten. Engine thread
/// only.
/// </summary>
/// <param name="share">Of the time, from 0.</param>
internal sealed class EvaluationShare(double share)
{
    private TimeSpan _training;
    private TimeSpan _evaluation;

    /// <summary>Whether it is an evaluation's turn although training groups wait.</summary>
    /// <param name="underWay">Time that training groups have been sampled for and that is not counted yet.</param>
    public bool IsDue(TimeSpan underWay) => _evaluation < share * (_training + underWay + _evaluation);

    /// <summary>Training groups were sampled.</summary>
    public void Trained(TimeSpan time) => _training += time;

    /// <summary>Evaluations were sampled.</summary>
    public void Evaluated(TimeSpan time) => _evaluation += time;

    /// <summary>No evaluation waits although it is their turn: what comes next starts from nothing.</summary>
    public void Forget() => (_training, _evaluation) = (TimeSpan.Zero, TimeSpan.Zero);
}
