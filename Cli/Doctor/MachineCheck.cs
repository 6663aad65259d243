using System.Runtime.InteropServices;

using Guide.CodeSandbox.Isolation;
using Guide.Contracts;
using Guide.PolicyModel.Native;
using Guide.StageHost;
using Guide.StageHost.Bus;
using Guide.Storage;

namespace Guide.Cli.Doctor;

/// <summary>What this machine can do, part by part.</summary>
internal static class MachineCheck
{
    private static readonly TimeSpan ServerLimit = TimeSpan.FromSeconds(15);

    /// <summary>Looks at every part.</summary>
    /// <param name="broker">Also this broker; null or empty = none.</param>
    /// <param name="database">Also this database; null or empty = none.</param>
    /// <param name="cancellationToken">Ends the looking.</param>
    /// <exception cref="GuideException">Exit code 2: an address is none.</exception>
    public static async Task<IReadOnlyList<DoctorFinding>> LookAsync(string? broker, string? database, CancellationToken cancellationToken) =>
    [
        new("runtime", DoctorStatus.Ok, $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores"),
        .. NativeLibrary(),
        .. await SandboxAsync(cancellationToken),
        await BrokerAsync(broker, cancellationToken),
        await DatabaseAsync(database, cancellationToken),
    ];

    private static IEnumerable<DoctorFinding> NativeLibrary()
    {
        DoctorFinding finding;
        try
        {
            NativeLibraries.EnsureLoaded();
            finding = new("native", DoctorStatus.Ok, NativeLibraries.Description);
        }
        catch (DllNotFoundException exception)
        {
            finding = new("native", DoctorStatus.Failed, exception.Message);
        }

        yield return finding;
        if (finding.Status == DoctorStatus.Ok)
        {
            yield return new("device", DoctorStatus.Ok, TorchSharp.torch.cuda_is_available()
                ? $"CUDA, {TorchSharp.torch.cuda.device_count()} device(s)"
                : "CPU (no CUDA device, or a build without CUDA)");
        }
    }

    private static async Task<IEnumerable<DoctorFinding>> SandboxAsync(CancellationToken cancellationToken)
    {
        // A missing sandbox stops code problems only: everything else works without it.
        var lines = await SandboxDoctor.DescribeAsync(new SandboxOptions(), TimeProvider.System, cancellationToken);
        return lines.Select(static line =>
            new DoctorFinding("sandbox", line.Contains("MISSING", StringComparison.Ordinal) ? DoctorStatus.Warning : DoctorStatus.Ok, line));
    }

    private static async Task<DoctorFinding> BrokerAsync(string? address, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(address))
        {
            return new("broker", DoctorStatus.Ok, "in memory (the embedded mode needs none)");
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ServerLimit);
        try
        {
            return new("broker", DoctorStatus.Ok, await BrokerProbe.DescribeAsync(address, limit.Token));
        }
        catch (GuideException exception) when (exception.ExitCode == ExitCodes.Failed)
        {
            return new("broker", DoctorStatus.Failed, exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new("broker", DoctorStatus.Failed, $"no answer within {ServerLimit.TotalSeconds:0} s");
        }
    }

    private static async Task<DoctorFinding> DatabaseAsync(string? connection, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(connection))
        {
            return new("database", DoctorStatus.Ok, "SQLite in the run folder (the embedded mode needs no server)");
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ServerLimit);
        try
        {
            await using var database = DatabaseConnection.Open(connection);
            var now = await database.ReadAsync((db, token) => database.NowAsync(db, token), limit.Token);
            var said = $"{database.Description}, its clock says {now:yyyy-MM-dd HH:mm:ss} UTC";
            return await database.RoomAsync(limit.Token) is { } room
                ? new(
                    "database",
                    room.Processes >= StageNames.All.Count ? DoctorStatus.Ok : DoctorStatus.Warning,
                    $"{said}; {room.InUse} of {room.Limit} connections in use: room for {room.Processes} processes of {room.EachProcess} (Database:PoolSize)")
                : new("database", DoctorStatus.Ok, said);
        }
        catch (GuideException)
        {
            throw;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new("database", DoctorStatus.Failed, $"no answer within {ServerLimit.TotalSeconds:0} s");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new("database", DoctorStatus.Failed, exception.GetBaseException().Message.ReplaceLineEndings(" "));
        }
    }
}
