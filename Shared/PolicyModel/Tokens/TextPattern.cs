using System.Text;
using System.Text.RegularExpressions;

namespace Guide.PolicyModel.Tokens;

/// <summary>
/// A regular expression of a tokenizer, over code points. .NET matches UTF-16 units: see <see cref="PatternTranslation"/> for what stands for the
/// code points beyond the basic plane. Positions are mapped back.
/// </summary>
internal sealed class TextPattern
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Regex _regex;
    private readonly StandIns _standIns;

    /// <param name="pattern">In the syntax of the Rust tokenizers.</param>
    /// <exception cref="InvalidDataException">A part of it is not understood; the message names it.</exception>
    internal TextPattern(string pattern)
    {
        (var translated, _standIns) = PatternTranslation.Of(pattern);
        try
        {
            _regex = new Regex(translated, RegexOptions.CultureInvariant | RegexOptions.Compiled, Patience);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException($"the regular expression '{pattern}' is not understood: {exception.Message}", exception);
        }
    }

    /// <summary>A pattern for one text, taken word for word.</summary>
    internal static TextPattern Literal(string text) => new(Regex.Escape(text));

    /// <summary>Start and length, in UTF-16 units of the text, of every match. An empty match cuts where it stands.</summary>
    internal IEnumerable<(int Start, int Length)> Matches(string text)
    {
        (string Text, int[] Starts)? mapped = _standIns.AreIn(text) ? Map(text) : null;
        var last = -1;
        for (var match = _regex.Match(mapped?.Text ?? text); match.Success; match = match.NextMatch())
        {
            var (start, end) = (match.Index, match.Index + match.Length);
            if (match.Length == 0 && start == last)
            {
                continue; // The cut is there already.
            }

            last = end;
            yield return mapped is { } m ? (m.Starts[start], m.Starts[end] - m.Starts[start]) : (start, match.Length);
        }
    }

    /// <summary>Every match replaced by the content, which is taken word for word.</summary>
    internal string Replace(string text, string content)
    {
        var builder = new StringBuilder();
        var last = 0;
        foreach (var (start, length) in Matches(text))
        {
            builder.Append(text, last, start - last).Append(content);
            last = start + length;
        }

        return last == 0 && builder.Length == 0 ? text : builder.Append(text, last, text.Length - last).ToString();
    }

    private (string Text, int[] Starts) Map(string text)
    {
        var builder = new StringBuilder(text.Length);
        var starts = new List<int>(text.Length + 1);
        var position = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            starts.Add(position);
            position += rune.Utf16SequenceLength;
            builder.Append(_standIns.For(rune));
        }

        starts.Add(position);
        return (builder.ToString(), [.. starts]);
    }
}
