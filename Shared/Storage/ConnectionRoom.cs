namespace Guide.Storage;

/// <summary>The connections of a database server.</summary>
/// <param name="Limit">How many a stage's role may have in all (max_connections less the reserved ones).</param>
/// <param name="InUse">How many are in use now, this one included.</param>
/// <param name="EachProcess">How many a process of Guide takes at most.</param>
public sealed record ConnectionRoom(int Limit, int InUse, int EachProcess)
{
    /// <summary>Processes that there is room for beside what is in use.</summary>
    public int Processes => Math.Max(0, Limit - InUse + 1) / EachProcess;
}
