using System.CommandLine;

using Guide.Commands;
using Guide.Contracts;

namespace Guide.Cli.Commands;

/// <summary>
/// <c>guide sandbox</c> is a program of its own, Guide.SandboxService, so that its process holds nothing of the rest. The launcher script
/// becomes it before this program starts; here it only stands in the list of commands.
/// </summary>
internal static class SandboxCommand
{
    /// <summary>The command; whatever follows it is the other program's.</summary>
    public static Command Create()
    {
        var command = new GuideCommand(
            "sandbox",
            "The code sandbox as an HTTP service that speaks SandboxFusion's /run_code; /health and /metrics beside it.",
            "guide sandbox",
            "guide sandbox --help")
        {
            new Argument<string[]>("options") { Arity = ArgumentArity.ZeroOrMore, Description = "Options of the service; see guide sandbox --help." },
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(int (_) => throw GuideException.Usage(
            "the sandbox is a program of its own: start it with the script ./guide, or as 'dotnet Guide.SandboxService.dll'."));
        return command;
    }
}
