using System.CommandLine;
using System.Text.Json;

using Guide.Cli.Doctor;
using Guide.Commands;
using Guide.Contracts;

namespace Guide.Cli.Commands;

/// <summary><c>guide doctor</c>: what this machine can do. Exit code 1 when something that was asked for does not work.</summary>
internal static class DoctorCommand
{
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
            var findings = await MachineCheck.LookAsync(
                parsed.GetValue(broker) ?? Environment.GetEnvironmentVariable("GUIDE_BROKER"),
                parsed.GetValue(database) ?? Environment.GetEnvironmentVariable("GUIDE_DATABASE"),
                cancellationToken);
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
}
