using System.CommandLine;

using Guide.Contracts;
using Guide.Recipes;
using Guide.VerificationService.Cases;

namespace Guide.VerificationService.Fleet;

/// <summary>A worker of a fleet, until it is stopped.</summary>
internal static class FleetProgram
{
    /// <summary>Works.</summary>
    /// <param name="fleet">Where.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="judges">Judges of the user's own.</param>
    /// <param name="jobs">Cases judged at the same time.</param>
    /// <param name="output">Told when it works.</param>
    /// <param name="error">Told of what is not as it should be.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="GuideException">A server or a judge cannot be used.</exception>
    public static async Task<int> WorkAsync(FleetOptions fleet, ParseResult parsed, VerificationRecipe judges, int jobs, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        await using var all = new CommandJudges(judges, TimeProvider.System);
        var verifiers = all.Verifiers;
        var (place, database) = await fleet.OpenAsync(parsed, verifiers.Version, error, cancellationToken);
        await using (database)
        {
            await output.WriteLineAsync($"verify: working for {place.Queue}; {jobs} jobs; {verifiers.Version}");
            await new FleetWorker(place, new CaseJudge(verifiers, TimeProvider.System), jobs, error).RunAsync(cancellationToken);
        }

        return ExitCodes.Done;
    }
}
