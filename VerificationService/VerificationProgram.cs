using Guide.Answers;
using Guide.CodeSandbox.Isolation;
using Guide.CodeSandbox.Judging;
using Guide.Contracts;
using Guide.WebService;

using Microsoft.Extensions.Hosting;

namespace Guide.VerificationService;

/// <summary>The service until it is told to stop.</summary>
internal static class VerificationProgram
{
    /// <summary>Runs it.</summary>
    /// <exception cref="GuideException">A setting is out of range or an address cannot be used.</exception>
    public static async Task<int> RunAsync(VerificationServiceOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        SettingRanges.Check(options, ServeOptions.Names);

        // Its sandbox starts with the first program.
        await using var code = new OnDemandCodeVerifier(new SandboxOptions(), TimeProvider.System);
        await using var app = VerificationWebService.Build(options, AnswerVerifiers.Set(code), TimeProvider.System);
        await WebServiceHost.StartAsync(app, options, cancellationToken);
        await output.WriteLineAsync($"verify: {string.Join(' ', app.Urls)}; {options.Jobs} jobs; POST /verify, POST /get_reward, GET /health, GET /metrics");
        await app.WaitForShutdownAsync(cancellationToken);
        return ExitCodes.Done;
    }
}
