using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;
using Guide.CodeSandbox.Isolation;
using Guide.Commands;
using Guide.Contracts;
using Guide.PolicyModel.Native;
using Guide.StageHost;
using Guide.StageHost.Bus;
using Guide.Storage;

namespace Guide.Cli.Commands;

/// <summary><c>guide doctor</c>: what this machine can do. Exit code 1 when something that was asked for does not work.</summary>
internal static class DoctorCommand
{
    private static readonly TimeSpan ServerLimit = TimeSpan.FromSeconds(15);

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var broker = new Option<string?>("--broker") { Description = "Also try this broker (or GUIDE_BROKER).", HelpName = "URI" };
        var database = new Option<string?>("--database") { Description = "Also try this database (or GUIDE_DATABASE).", HelpName = "URL" };
        var json = new Option<bool>("--json") { Description = "Print the findings as JSON." };
        var command = new GuideCommand(
            "doctor",
            "What this machine can do: native library, device, sandbox layers, broker, database.",
            "guide doctor",
            "guide doctor --broker amqp://localhost --database postgres://guide@localhost/guide")
        {
            broker, database, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var findings = new List<DoctorFinding> { new("runtime", DoctorStatus.Ok, $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores") };
            findings.AddRange(NativeLibrary());
            findings.AddRange(await SandboxAsync(cancellationToken));
            findings.Add(await BrokerAsync(parsed.GetValue(broker) ?? Environment.GetEnvironmentVariable("GUIDE_BROKER"), cancellationToken));
            findings.Add(await DatabaseAsync(parsed.GetValue(database) ?? Environment.GetEnvironmentVariable("GUIDE_DATABASE"), cancellationToken));
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                output.WriteLine(JsonSerializer.Serialize(findings, SnakeCaseJson.Options));
            }
            else
            {
                foreach (var finding in findings)
                {
                    output.WriteLine($"{finding.Status.ToString().ToLowerInvariant(),-8}{finding.Part,-9} {finding.Detail}");
                }
            }

            return findings.Any(static finding => finding.Status == DoctorStatus.Failed) ? ExitCodes.Failed : ExitCodes.Done;
        });
        return command;
    }

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
            return new("database", DoctorStatus.Ok, $"{database.Description}, its clock says {now:yyyy-MM-dd HH:mm:ss} UTC");
        }
        catch (FormatException exception)
        {
            throw GuideException.Usage(exception.Message, exception);
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
