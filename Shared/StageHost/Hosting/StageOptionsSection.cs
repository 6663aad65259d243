namespace Guide.StageHost;

/// <summary>A section that some options record of this process reads; any other section of the configuration is an error.</summary>
internal sealed record StageOptionsSection(string Name);
