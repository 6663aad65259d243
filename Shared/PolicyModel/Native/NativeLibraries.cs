using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Guide.PolicyModel.Native;

/// <summary>
/// Makes TorchSharp's library load on systems whose C++ runtime is older than GLIBCXX_3.4.32 (Debian 12, for instance). That version is
/// asked for by one marker symbol without relocations (std::ios_base_library_init), so nothing of it is ever called: the need is made weak
/// in a private copy of the library. On newer systems the packaged file loads and nothing here runs.
/// </summary>
public static class NativeLibraries
{
    private const string MarkerVersion = "GLIBCXX_3.4.32";
    private const string TorchSharpLibrary = "LibTorchSharp";
    private static readonly Lock Gate = new();

    /// <summary>Which way the library took into this process.</summary>
    public static NativeLibraryRoute Route { get; private set; }

    /// <summary>One line for the log and for <c>guide doctor</c>.</summary>
    public static string Description => Route switch
    {
        NativeLibraryRoute.Packaged => "libtorch: packaged library loaded unchanged",
        NativeLibraryRoute.PatchedCopy => $"libtorch: C++ runtime older than {MarkerVersion}, loaded through a patched copy of {TorchSharpLibrary}",
        _ => "libtorch: not loaded",
    };

    /// <summary>Loads the native libraries once per process; later calls return at once.</summary>
    /// <exception cref="DllNotFoundException">They cannot be loaded; the message says why.</exception>
    public static void EnsureLoaded()
    {
        lock (Gate)
        {
            if (Route != NativeLibraryRoute.NotLoaded)
            {
                return;
            }

            try
            {
                TorchSharp.torch.InitializeDeviceType(TorchSharp.DeviceType.CPU);
            }
            catch (Exception exception) when (exception is TypeInitializationException or NotSupportedException or DllNotFoundException)
            {
                var cause = exception;
                while (cause.InnerException is { } inner)
                {
                    cause = inner;
                }

                throw new DllNotFoundException($"libtorch cannot be loaded: {cause.Message.ReplaceLineEndings(" ")}", exception);
            }

            if (Route == NativeLibraryRoute.NotLoaded)
            {
                Route = NativeLibraryRoute.Packaged;
            }
        }
    }

    /// <summary>
    /// Registers the resolver as soon as this assembly is used: TorchSharp's static constructor fails for good in a process whose first use of
    /// it comes earlier. Code that touches TorchSharp before any type of this assembly calls <see cref="EnsureLoaded"/> first.
    /// </summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "One event handler, needed before any other code of the assembly runs.")]
    internal static void Register() => AssemblyLoadContext.Default.ResolvingUnmanagedDll += Resolve;

    // The event fires only where the normal load failed.
    private static nint Resolve(Assembly assembly, string name)
    {
        if (name != TorchSharpLibrary || !OperatingSystem.IsLinux())
        {
            return 0;
        }

        var folder = SearchFolders().FirstOrDefault(f => File.Exists(Path.Combine(f, $"lib{TorchSharpLibrary}.so")) && File.Exists(Path.Combine(f, "libtorch.so")));
        if (folder is null)
        {
            return 0;
        }

        var image = File.ReadAllBytes(Path.Combine(folder, $"lib{TorchSharpLibrary}.so"));
        if (ElfVersionNeeds.MakeWeak(image, MarkerVersion) == 0)
        {
            return 0; // It failed for another reason, which a copy would not cure.
        }

        // By full path: the copy lies elsewhere, and its own search path ($ORIGIN) would not find them.
        foreach (var dependency in (ReadOnlySpan<string>)["libc10.so", "libtorch_cpu.so", "libtorch.so"])
        {
            NativeLibrary.Load(Path.Combine(folder, dependency));
        }

        var copies = Directory.CreateTempSubdirectory("guide-native-");
        try
        {
            var copy = Path.Combine(copies.FullName, $"lib{TorchSharpLibrary}.so");
            File.WriteAllBytes(copy, image);
            var handle = NativeLibrary.Load(copy);
            Route = NativeLibraryRoute.PatchedCopy;
            return handle;
        }
        finally
        {
            copies.Delete(recursive: true); // The mapping keeps the file alive.
        }
    }

    private static IEnumerable<string> SearchFolders()
    {
        var known = (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return [.. known, Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native"), AppContext.BaseDirectory];
    }
}
