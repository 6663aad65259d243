namespace Guide.RolloutConsumer.Servers;

/// <summary>A policy version as the servers know it.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Name">A name no other weights ever had: run, version and the beginning of their hash. A name used twice would serve what is cached under it.</param>
/// <param name="Folder">Its folder as the servers see it.</param>
/// <param name="IsAdapter">False: whole weights.</param>
internal sealed record ServedVersion(int Version, string Name, string Folder, bool IsAdapter)
{
    /// <summary>Its folder as this process sees it.</summary>
    public string LocalFolder { get; init; } = Folder;
}
