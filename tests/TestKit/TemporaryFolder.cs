namespace Guide.TestKit;

/// <summary>A private folder that vanishes with its owner.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Creates it in the system's temporary folder.</summary>
    public TemporaryFolder(string prefix) => Path = Directory.CreateTempSubdirectory($"{prefix}-").FullName;

    /// <summary>Its full path.</summary>
    public string Path { get; }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A server may still write its last line; the system's temporary folder is cleaned anyway.
        }
    }
}
