using System.CommandLine;
using Guide.CodeSandbox.Isolation;
using Guide.Contracts;
using Guide.SandboxService;
using Guide.StageHost;
using Guide.VerifierConsumer;
using Microsoft.Extensions.Hosting;

namespace Guide.Cli.Commands;

/// <summary><c>guide sandbox</c>: the code sandbox alone, as an HTTP service. Needs neither broker nor database.</summary>
internal static class SandboxCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var urls = new Option<string>("--urls") { Description = "Where it listens; several are separated by ';'.", DefaultValueFactory = _ => "http://127.0.0.1:8080" };
        var tokenFile = new Option<string?>("--token-file") { Description = "A file whose first line is the bearer token that requests must carry; none: no token is asked for." };
        var slots = new Option<int>("--slots") { Description = "Programs that run at one time; 0 = one for each processor.", DefaultValueFactory = _ => 0 };
        var queue = new Option<int>("--queue") { Description = "Requests that may wait; one more is answered 429.", DefaultValueFactory = _ => 1024 };
        var noCgroups = new Option<bool>("--no-cgroups") { Description = "Bound memory by rlimits only (weaker)." };
        var sharedUid = new Option<bool>("--shared-uid") { Description = "Not root: run all slots as this user even where /etc/subuid has uids for them (weaker)." };
        var command = new GuideCommand(
            "sandbox",
            "The code sandbox as an HTTP service that speaks SandboxFusion's /run_code; /health and /metrics beside it.",
            "guide sandbox",
            "guide sandbox --urls http://0.0.0.0:8080 --token-file token.txt --slots 8")
        {
            urls, tokenFile, slots, queue, noCgroups, sharedUid,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new SandboxServiceOptions
            {
                Urls = parsed.GetValue(urls)!,
                Token = ReadToken(parsed.GetValue(tokenFile)),
                QueueLimit = parsed.GetValue(queue) is > 0 and var q ? q : throw GuideException.Usage("--queue must be at least 1."),
                Sandbox = new SandboxOptions
                {
                    Slots = parsed.GetValue(slots) is >= 0 and <= 256 and var s ? s : throw GuideException.Usage("--slots must be in [0, 256]."),
                    UseCgroups = !parsed.GetValue(noCgroups),
                    SharedUid = parsed.GetValue(sharedUid),
                    QueueLimit = 1_000_000, // The service counts its requests itself, before it reads them.
                },
            };
            try
            {
                await using var sandbox = await Sandbox.StartAsync(options.Sandbox, TimeProvider.System, cancellationToken);
                await using var app = SandboxWebService.Build(options, sandbox, TimeProvider.System);
                await app.StartAsync(cancellationToken);
                await parsed.InvocationConfiguration.Output.WriteLineAsync(
                    $"sandbox: {string.Join(' ', app.Urls)}; {sandbox.Slots} slots; {Mode(sandbox.Mode)}; memory by {sandbox.MemoryBound}; {string.Join(", ", sandbox.Runtimes.Found.Select(r => r.Name))}");
                await app.WaitForShutdownAsync(cancellationToken);
                return ExitCodes.Done;
            }
            catch (SandboxException refused)
            {
                throw new GuideException(refused.Message, refused);
            }
            catch (IOException busy)
            {
                throw new GuideException($"{options.Urls}: {busy.Message}", busy);
            }
        });
        return command;
    }

    private static string Mode(SandboxMode mode) => mode == SandboxMode.SharedUid ? "shared-uid (weaker)" : "a uid for each slot";

    private static string? ReadToken(string? path)
    {
        if (path is null)
        {
            return null;
        }

        try
        {
            var token = File.ReadLines(path).FirstOrDefault()?.Trim() ?? "";
            return token.Length > 0 ? token : throw GuideException.Usage($"{path}: the first line holds no token.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw GuideException.Usage($"{path}: the token cannot be read: {exception.Message}", exception);
        }
    }
}
