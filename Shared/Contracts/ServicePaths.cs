namespace Guide.Contracts;

/// <summary>What the HTTP services and those who call them agree on.</summary>
public static class ServicePaths
{
    /// <summary>Where a service says that it takes requests; needs no token.</summary>
    public const string Health = "/health";
}
