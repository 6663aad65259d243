using System.Runtime.CompilerServices;
using System.Text;

using Guide.Contracts;

namespace Guide.DataSets;

/// <summary>The lines of a text, one at a time. A line that no item has (a file that is no JSON lines at all) is refused before it fills the memory.</summary>
public static class JsonLines
{
    /// <summary>The longest line in characters.</summary>
    public const int LongestLine = 64 * 1024 * 1024;

    /// <summary>Every line with its number, from 1, without its end.</summary>
    /// <param name="reader">The text.</param>
    /// <param name="name">The file, for messages.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="GuideException">Exit code 2: a line is too long or cannot be read; with its place.</exception>
    public static IAsyncEnumerable<(int Number, string Text)> ReadAsync(TextReader reader, string name, CancellationToken cancellationToken) =>
        ReadAsync(reader, name, LongestLine, cancellationToken);

    internal static async IAsyncEnumerable<(int Number, string Text)> ReadAsync(
        TextReader reader, string name, int longest, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var block = new char[1 << 16];
        var line = new StringBuilder();
        var number = 1;
        for (var read = await NextAsync(reader, block, name, number, cancellationToken); read > 0; read = await NextAsync(reader, block, name, number, cancellationToken))
        {
            for (var at = 0; at < read;)
            {
                var end = Array.IndexOf(block, '\n', at, read - at);
                line.Append(block, at, (end < 0 ? read : end) - at);
                if (line.Length > longest)
                {
                    throw GuideException.Usage($"{name}:{number}: the line is longer than {longest / (1024 * 1024)} million characters: is this a file of JSON lines?");
                }

                at = end < 0 ? read : end + 1;
                if (end >= 0)
                {
                    yield return (number++, Text(line));
                    line.Clear();
                }
            }
        }

        if (line.Length > 0)
        {
            yield return (number, Text(line));
        }
    }

    private static string Text(StringBuilder line) => line.Length > 0 && line[^1] == '\r' ? line.ToString(0, line.Length - 1) : line.ToString();

    private static async ValueTask<int> NextAsync(TextReader reader, char[] block, string name, int number, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(block, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw GuideException.Usage($"{name}:{number}: cannot be read: {exception.Message}", exception);
        }
    }
}
