using Guide.Cli.Files;
using Guide.Contracts;
using Guide.DataSets;
using Guide.VerificationService.Cases;

namespace Guide.Cli.Verify;

/// <summary>Where <c>guide verify</c> reads and writes.</summary>
internal static class CaseFiles
{
    /// <summary>Judges a file.</summary>
    /// <param name="stream">Who judges.</param>
    /// <param name="from">A file, or - for standard input.</param>
    /// <param name="to">A file, which appears when all is judged, or - for standard output, which gets each verdict as it comes.</param>
    /// <param name="cancellationToken">Ends the judging.</param>
    /// <exception cref="GuideException">A file cannot be opened or a line is no case; standard output has the verdicts of the lines before it.</exception>
    public static async Task JudgeAsync(CaseStream stream, string from, string to, CancellationToken cancellationToken)
    {
        var name = from == "-" ? "standard input" : from;
        await using var input = from == "-" ? Console.OpenStandardInput() : SourceFile.Open(from);
        if (to == "-")
        {
            await using var standard = Console.OpenStandardOutput();
            await stream.JudgeAsync(name, input, standard, cancellationToken);
            return;
        }

        await using var file = WholeFile.Create(to);
        await stream.JudgeAsync(name, input, file.Stream, cancellationToken);
        file.Commit();
    }
}
