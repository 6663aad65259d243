using Guide.Contracts;

namespace Guide.Storage.Background;

/// <summary>How many groups that nobody trains on may be under way at once.</summary>
/// <param name="Evaluation">Groups of evaluations while the run trains.</param>
/// <param name="Replay">Groups of replays while the run trains.</param>
/// <param name="AfterTraining">Of each, when nothing is trained any more.</param>
public sealed record BackgroundLimits(int Evaluation, int Replay, int AfterTraining)
{
    /// <summary>The limit of a purpose.</summary>
    public int Of(Purpose purpose, bool isTraining) => !isTraining ? AfterTraining : purpose == Purpose.Eval ? Evaluation : Replay;
}
