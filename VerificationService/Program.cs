using System.CommandLine;

using Guide.CodeSandbox.Isolation;
using Guide.Commands;
using Guide.Contracts;

namespace Guide.VerificationService;

internal static class Program
{
    internal static Task<int> Main(string[] args) => CommandProgram.RunAsync(Root(), args, Console.Out, Console.Error, Expected, CancellationToken.None);

    /// <summary>The service alone, for containers: <c>guide verify --serve</c> without the rest.</summary>
    private static Command Root()
    {
        var (options, judges) = (new ServeOptions(), new OwnJudgeOptions());
        var jobs = NumberOption.Optional("--jobs", "Cases judged at the same time (one for each processor).", least: 1, most: 1024);
        var root = GuideCommand.Root("Verification as an HTTP service.");
        root.Options.Add(jobs);
        foreach (var option in options.All.Concat(judges.All))
        {
            root.Options.Add(option);
        }

        root.SetAction((parsed, cancellationToken) => VerificationProgram.RunAsync(options.Read(parsed, parsed.GetValue(jobs)), judges.Read(parsed), parsed.InvocationConfiguration.Output, cancellationToken));
        return root;
    }

    private static GuideException? Expected(Exception exception) => exception is SandboxException ? new(exception.Message, exception) : null;
}
