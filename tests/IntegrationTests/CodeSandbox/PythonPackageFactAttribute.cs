namespace Guide.IntegrationTests.CodeSandbox;

/// <summary>A fact about a package of the system's Python; left out, and said so, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonPackageFactAttribute : FactAttribute
{
    public PythonPackageFactAttribute(string package) =>
        Skip = Directory.Exists($"/usr/lib/python3/dist-packages/{package}") ? null : $"Python's {package} is not installed here";
}
