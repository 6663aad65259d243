using System.Globalization;

using Guide.Contracts;

namespace Guide.Cli.Running;

/// <summary>One process works on a run folder. The operating system gives the lock back when the process ends, however it ends.</summary>
internal sealed class RunLock : IDisposable
{
    private const string LockFile = ".lock";
    private const string OwnerFile = ".lock-owner";
    private readonly FileStream _held;

    private RunLock(FileStream held) => _held = held;

    /// <summary>Takes the lock of a folder that is there.</summary>
    /// <exception cref="GuideException">Another process has it.</exception>
    public static RunLock Take(RunFolder folder)
    {
        FileStream held;
        try
        {
            held = new FileStream(folder.In(LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new GuideException($"{folder.Path} is in use by {Owner(folder)}; wait until it has ended, or interrupt it.", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new GuideException($"{folder.Path} cannot be written: {exception.Message}", exception);
        }

        File.WriteAllText(folder.In(OwnerFile), string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName}"));
        return new RunLock(held);
    }

    /// <inheritdoc/>
    public void Dispose() => _held.Dispose();

    private static string Owner(RunFolder folder)
    {
        try
        {
            return File.ReadAllText(folder.In(OwnerFile)) is { Length: > 0 } owner ? owner : "another process";
        }
        catch (IOException)
        {
            return "another process";
        }
    }
}
