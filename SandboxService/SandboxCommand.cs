using System.CommandLine;

using Guide.CodeSandbox.Isolation;
using Guide.CodeSandbox.Judging;
using Guide.Commands;
using Guide.Contracts;
using Guide.WebService;

using Microsoft.Extensions.Hosting;

namespace Guide.SandboxService;

/// <summary><c>guide sandbox</c>: the code sandbox alone, as an HTTP service, until it is told to stop.</summary>
internal static class SandboxCommand
{
    /// <summary>The command's word. The launcher script takes it away and the program puts it back, so that help and errors show what was typed.</summary>
    public const string Name = "sandbox";

    // The settings that have an option here, and the option's name, for messages.
    private static readonly Dictionary<string, string> OptionNames = new()
    {
        [nameof(SandboxServiceOptions.Urls)] = "--urls",
        [nameof(SandboxServiceOptions.QueueLimit)] = "--queue",
        [$"{nameof(SandboxServiceOptions.Sandbox)}.{nameof(SandboxOptions.Slots)}"] = "--slots",
    };

    /// <summary><c>guide</c> with this one command.</summary>
    public static Command Root()
    {
        var root = GuideCommand.Root("The code sandbox as an HTTP service.");
        root.Subcommands.Add(Create());
        return root;
    }

    /// <summary>What the user is told of this program's own failures; null = a bug.</summary>
    public static GuideException? Expected(Exception exception) => exception is SandboxException ? new(exception.Message, exception) : null;

    private static GuideCommand Create()
    {
        var defaults = new SandboxServiceOptions();
        var urls = new Option<string>("--urls") { Description = "Where it listens; several are separated by ';'.", DefaultValueFactory = _ => defaults.Urls };
        var tokenFile = new Option<string?>("--token-file") { Description = "A file whose first line is the bearer token that requests must carry; none: no token is asked for." };
        var slots = new Option<int>("--slots") { Description = "Programs that run at one time; 0 = one for each processor.", DefaultValueFactory = _ => defaults.Sandbox.Slots };
        var queue = new Option<int>("--queue") { Description = "Requests that may wait; one more is answered 429.", DefaultValueFactory = _ => defaults.QueueLimit };
        var noCgroups = new Option<bool>("--no-cgroups") { Description = "Bound memory by rlimits only (weaker)." };
        var sharedUid = new Option<bool>("--shared-uid") { Description = "Not root: run all slots as this user even where /etc/subuid has uids for them (weaker)." };
        var python = new Option<string?>("--python") { Description = "A Python environment (venv, conda, an installation) whose interpreter and packages programs see, read-only." };
        var nodeModules = new Option<string?>("--node-modules") { Description = "A folder of npm packages that JavaScript programs can require, read-only." };
        var preload = new Option<string?>("--preload") { Description = "Python modules that are imported before programs come, with commas between: numpy." };
        var data = new Option<string[]>("--data") { Description = "NAME=FILE: a prompt file (guide import) whose code problems /get_prompts and /submit serve; several times for several.", Arity = ArgumentArity.ZeroOrMore };
        var command = new GuideCommand(
            Name,
            "The code sandbox as an HTTP service that speaks SandboxFusion's /run_code; /health and /metrics beside it.",
            "guide sandbox",
            "guide sandbox --urls http://0.0.0.0:8080 --token-file token.txt --slots 8")
        {
            urls, tokenFile, slots, queue, noCgroups, sharedUid, python, nodeModules, preload, data,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            defaults with
            {
                Urls = parsed.GetValue(urls)!,
                Token = BearerTokenFile.Read(parsed.GetValue(tokenFile)),
                QueueLimit = parsed.GetValue(queue),
                Data = parsed.GetValue(data) ?? [],
                Sandbox = defaults.Sandbox with
                {
                    Slots = parsed.GetValue(slots),
                    UseCgroups = !parsed.GetValue(noCgroups),
                    SharedUid = parsed.GetValue(sharedUid),
                    PythonEnvironment = parsed.GetValue(python),
                    NodeModules = parsed.GetValue(nodeModules),
                    Preload = parsed.GetValue(preload)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
                },
            },
            parsed.InvocationConfiguration.Output,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(SandboxServiceOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        SettingRanges.Check(options, OptionNames);
        await using var sandbox = await Sandbox.StartAsync(options.Sandbox, TimeProvider.System, cancellationToken);
        await using var app = SandboxWebService.Build(options, sandbox, TimeProvider.System);
        await WebServiceHost.StartAsync(app, options, cancellationToken);
        await output.WriteLineAsync(
            $"sandbox: {string.Join(' ', app.Urls)}; {sandbox.Slots} slots; {Mode(sandbox.Mode)}; memory by {sandbox.MemoryBound}; {string.Join(", ", sandbox.Runtimes.Found.Select(r => r.Name))}");
        await app.WaitForShutdownAsync(cancellationToken);
        return ExitCodes.Done;
    }

    private static string Mode(SandboxMode mode) => mode == SandboxMode.SharedUid ? "shared-uid (weaker)" : "a uid for each slot";
}
