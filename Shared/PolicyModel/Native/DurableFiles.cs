using System.Runtime.InteropServices;

namespace Guide.PolicyModel.Native;

/// <summary>Folders that appear whole or not at all, also across a power cut.</summary>
internal static partial class DurableFiles
{
    private const int AtCurrentFolder = -100;
    private const uint Exchange = 2;

    /// <summary>Fills a temporary sibling through <paramref name="fill"/>, syncs its files, and renames it into place; an existing folder is replaced.</summary>
    internal static void WriteFolder(string folder, Action<string> fill)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var parent = Path.GetDirectoryName(folder) ?? throw new ArgumentException("the root is not a folder to write", nameof(folder));
        var temporary = Path.Combine(parent, $".{Path.GetFileName(folder)}.{Guid.NewGuid():N}.tmp");
        try
        {
            Directory.CreateDirectory(temporary);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The temporary name would tell nobody anything.
            throw new IOException($"{folder}: cannot be written: the folder {parent} takes no new folder.", exception);
        }

        try
        {
            fill(temporary);
            foreach (var file in Directory.EnumerateFiles(temporary))
            {
                using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite);
                RandomAccess.FlushToDisk(handle);
            }

            SyncFolder(temporary);
            if (Directory.Exists(folder))
            {
                Swap(temporary, folder);
            }
            else
            {
                Directory.Move(temporary, folder);
            }

            SyncFolder(parent);
        }
        finally
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }
        }
    }

    private static void Swap(string temporary, string folder)
    {
        if (OperatingSystem.IsLinux() && RenameAt2(AtCurrentFolder, temporary, AtCurrentFolder, folder, Exchange) == 0)
        {
            return; // The old folder now has the temporary name.
        }

        // File systems without an exchange: a moment without the folder cannot be avoided.
        var old = temporary + ".old";
        Directory.Move(folder, old);
        Directory.Move(temporary, folder);
        Directory.Delete(old, recursive: true);
    }

    private static void SyncFolder(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var descriptor = Open(folder, 0);
        if (descriptor >= 0)
        {
            _ = FSync(descriptor);
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int RenameAt2(int oldFolder, string oldPath, int newFolder, string newPath, uint flags);
}
