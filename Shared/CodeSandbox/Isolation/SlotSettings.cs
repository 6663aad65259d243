namespace Guide.CodeSandbox.Isolation;

/// <summary>What every slot of a sandbox is started with.</summary>
internal sealed record SlotSettings(
    NativeBuild Build, CgroupLayout Cgroups, string SocketFolder, string? Python, bool KeepUsrLocal, IReadOnlyList<string> Binds, IReadOnlyList<string> Preload, TimeSpan Grace);
