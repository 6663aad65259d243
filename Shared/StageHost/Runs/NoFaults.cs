namespace Guide.StageHost.Runs;

/// <summary>Production: nothing happens.</summary>
internal sealed class NoFaults : IFaultPoints
{
    public void Reached(string point)
    {
    }
}
