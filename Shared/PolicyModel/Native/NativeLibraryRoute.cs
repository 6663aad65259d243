namespace Guide.PolicyModel.Native;

/// <summary>How this process came to its TorchSharp library.</summary>
public enum NativeLibraryRoute
{
    /// <summary>Nothing has been loaded yet.</summary>
    NotLoaded = 0,

    /// <summary>The packaged library loaded as it is.</summary>
    Packaged = 1,

    /// <summary>The C++ runtime of this system is older than the library asks for: a patched copy was loaded.</summary>
    PatchedCopy = 2,
}
