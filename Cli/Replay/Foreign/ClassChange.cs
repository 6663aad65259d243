namespace Guide.Cli.Replay.Foreign;

/// <summary>Groups that change class.</summary>
/// <param name="Before">By the rewards that were given.</param>
/// <param name="After">By our judges.</param>
/// <param name="Groups">How many.</param>
internal sealed record ClassChange(GroupClass Before, GroupClass After, long Groups);
