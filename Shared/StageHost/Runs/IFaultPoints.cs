namespace Guide.StageHost.Runs;

/// <summary>Named places at which a test may end the process, so that chaos is exact: "rollout.committed", "learner.saved", …</summary>
public interface IFaultPoints
{
    /// <summary>The process has come to a place.</summary>
    void Reached(string point);
}
