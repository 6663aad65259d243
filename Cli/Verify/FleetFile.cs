using System.CommandLine;

using Guide.Cli.Files;
using Guide.Contracts;
using Guide.Recipes;
using Guide.VerificationService;
using Guide.VerificationService.Fleet;

namespace Guide.Cli.Verify;

/// <summary><c>guide verify --broker … --database …</c>: a file that the workers of a broker judge.</summary>
internal static class FleetFile
{
    /// <summary>Judges it.</summary>
    /// <exception cref="GuideException">A line is no case, or a server cannot be used; what is judged stays stored for the same command.</exception>
    public static async Task<int> JudgeAsync(
        FleetOptions fleet, ParseResult parsed, VerificationRecipe judges, string from, string to, bool strictKeys, TextWriter error, CancellationToken cancellationToken)
    {
        if (from == "-")
        {
            throw GuideException.Usage("--broker needs --input with a file: a job that was interrupted goes on from it.");
        }

        OutputPaths.CheckFile(to, from);
        await using var all = new CommandJudges(judges, TimeProvider.System);
        var (place, database) = await fleet.OpenAsync(parsed, all.Verifiers.Version, error, cancellationToken);
        await using (database)
        {
            var job = new FleetJob(place, from, fleet.LinesOf(parsed), strictKeys, error, TimeProvider.System);
            await CaseFiles.WriteAsync(to, output => job.RunAsync(output, cancellationToken));
            await job.ForgetAsync(CancellationToken.None);
            await CaseFiles.SayNotReadAsync(job.NotRead, error);
        }

        return ExitCodes.Done;
    }
}
