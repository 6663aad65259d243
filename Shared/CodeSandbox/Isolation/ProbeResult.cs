namespace Guide.CodeSandbox.Isolation;

/// <summary>One hostile probe of the self-test.</summary>
/// <param name="Name">What was tried.</param>
/// <param name="Contained">True: it failed, as it must.</param>
/// <param name="Detail">What the probe saw.</param>
public sealed record ProbeResult(string Name, bool Contained, string Detail);
