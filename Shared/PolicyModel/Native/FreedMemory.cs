using System.Runtime.InteropServices;

namespace Guide.PolicyModel.Native;

/// <summary>
/// glibc gives large blocks back to the system as soon as they are freed, and takes them again, page by page, with the next tensor. Blocks of a step's
/// size are kept instead.
/// </summary>
internal static partial class FreedMemory
{
    // glibc's names and numbers (malloc.h). A threshold that is set no longer moves by itself.
    private const int TrimThreshold = -1;
    private const int MmapThreshold = -3;
    private const int LargestKept = 32 << 20;
    private const int KeptAtTheTop = 128 << 20;

    /// <summary>Keeps freed blocks of up to 32 MiB, and up to 128 MiB of them at the end of the heap. Where there is no glibc, nothing happens.</summary>
    /// <returns>Whether the allocator took both numbers.</returns>
    public static bool Keep()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            return SetOption(MmapThreshold, LargestKept) == 1 && SetOption(TrimThreshold, KeptAtTheTop) == 1;
        }
        catch (Exception exception) when (exception is EntryPointNotFoundException or DllNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetOption(int option, int value);
}
