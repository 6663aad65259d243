using Guide.Answers;
using Guide.CodeSandbox.Isolation;
using Guide.CodeSandbox.Judging;
using Guide.Contracts;
using Guide.OwnVerifiers;
using Guide.Recipes;
using Guide.WebService;

using Microsoft.Extensions.Hosting;

namespace Guide.VerificationService;

/// <summary>The service until it is told to stop.</summary>
internal static class VerificationProgram
{
    /// <summary>Runs it.</summary>
    /// <param name="options">Its settings.</param>
    /// <param name="judges">Judges of the user's own.</param>
    /// <param name="output">Told where it listens.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="GuideException">A setting is out of range, an address cannot be used, or a judge cannot be made.</exception>
    public static async Task<int> RunAsync(VerificationServiceOptions options, VerificationRecipe judges, TextWriter output, CancellationToken cancellationToken)
    {
        SettingRanges.Check(options, ServeOptions.Names);
        using var own = OwnVerifierSet.Of(judges, TimeProvider.System);

        // Its sandbox starts with the first program.
        await using var code = new OnDemandCodeVerifier(new SandboxOptions(), TimeProvider.System);
        await using var app = VerificationWebService.Build(options, AnswerVerifiers.Set(code).With(own.All), TimeProvider.System);
        await WebServiceHost.StartAsync(app, options, cancellationToken);
        await output.WriteLineAsync($"verify: {string.Join(' ', app.Urls)}; {options.Jobs} jobs; POST /verify, POST /get_reward, GET /health, GET /metrics");
        await app.WaitForShutdownAsync(cancellationToken);
        return ExitCodes.Done;
    }
}
