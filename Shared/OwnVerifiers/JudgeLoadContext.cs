using System.Reflection;
using System.Runtime.Loader;

using Guide.Contracts.Judging;

namespace Guide.OwnVerifiers;

/// <summary>Where a judge's assembly lives: what lies beside it is its own, the contract is this process's.</summary>
/// <param name="path">The assembly's file.</param>
internal sealed class JudgeLoadContext(string path) : AssemblyLoadContext(Path.GetFileName(path))
{
    private static readonly string? Contract = typeof(IVerifier).Assembly.GetName().Name;

    private readonly AssemblyDependencyResolver _beside = new(path);

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName) =>
        assemblyName.Name != Contract && _beside.ResolveAssemblyToPath(assemblyName) is { } file ? LoadFromAssemblyPath(file) : null;

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _beside.ResolveUnmanagedDllToPath(unmanagedDllName) is { } file ? LoadUnmanagedDllFromPath(file) : 0;
}
