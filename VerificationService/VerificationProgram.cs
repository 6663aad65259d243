using Guide.Contracts;
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
        await using var all = new CommandJudges(judges, TimeProvider.System);
        await using var app = VerificationWebService.Build(options, all.Verifiers, TimeProvider.System);
        await WebServiceHost.StartAsync(app, options, cancellationToken);
        await output.WriteLineAsync($"verify: {string.Join(' ', app.Urls)}; {options.Jobs} jobs; POST /verify, POST /get_reward, GET /health, GET /metrics");
        await app.WaitForShutdownAsync(cancellationToken);
        return ExitCodes.Done;
    }
}
