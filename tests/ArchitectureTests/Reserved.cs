namespace Guide.ArchitectureTests;

/// <summary>A thing that only its owners may use.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Namespaces">Prefixes of the namespaces of its types.</param>
/// <param name="Packages">Prefixes of its packages' names.</param>
/// <param name="Owners">Projects that may use it.</param>
internal sealed record Reserved(string Name, string[] Namespaces, string[] Packages, string[] Owners)
{
    public override string ToString() => Name;
}
