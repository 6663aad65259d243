namespace Guide.StageHost.Runs;

/// <summary>How many stages this process has.</summary>
internal sealed class StagesHere
{
    public int Count { get; set; } = 1;
}
