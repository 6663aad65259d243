using System.Text.RegularExpressions;

namespace Guide.Contracts;

/// <summary>Half of a surrogate pair in a text that a completion wrote: the completion's affair, never a fault of the line that holds it. U+FFFD stands for it.</summary>
public static partial class LoneSurrogates
{
    /// <summary>JSON without escapes of half a pair.</summary>
    /// <param name="json">A JSON text of any kind.</param>
    public static string Replace(string json) => !json.Contains(@"\u", StringComparison.Ordinal) ? json : Escape().Replace(
        json, static escape => escape.Length == 6 && escape.ValueSpan[2] is 'd' or 'D' && escape.ValueSpan[3] > '7' ? @"\ufffd" : escape.Value);

    /// <summary>An escape of JSON; a surrogate pair is one.</summary>
    [GeneratedRegex(@"\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|u....|.)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Escape();
}
