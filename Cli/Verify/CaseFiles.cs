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
        await WriteAsync(to, output => stream.JudgeAsync(name, input, output, cancellationToken));
    }

    /// <summary>Writes verdicts.</summary>
    /// <param name="to">A file, which appears when all is judged, or - for standard output, which gets each verdict as it comes.</param>
    /// <param name="judge">Writes them.</param>
    public static async Task WriteAsync(string to, Func<Stream, Task> judge)
    {
        if (to == "-")
        {
            await using var standard = Console.OpenStandardOutput();
            await judge(standard);
            return;
        }

        await using var file = WholeFile.Create(to);
        await judge(file.Stream);
        file.Commit();
    }

    /// <summary>Says which keys of the cases nobody read.</summary>
    public static async Task SayNotReadAsync(IReadOnlyList<KeyValuePair<string, long>> notRead, TextWriter error)
    {
        if (notRead.Count > 0)
        {
            await error.WriteLineAsync($"keys that were not read: {string.Join(", ", notRead.Select(key => $"{key.Key} ({key.Value} lines)"))}");
        }
    }
}
