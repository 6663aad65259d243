using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Guide.PolicyModel.Tokens;

/// <summary>
/// A regular expression over code points. .NET matches UTF-16 units, so a letter outside the basic plane would be no letter: for matching,
/// every such code point is replaced by one unit of the same general category, and positions are mapped back.
/// </summary>
internal sealed class TextPattern
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Regex _regex;

    internal TextPattern(string pattern) => _regex = new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.Compiled, Patience);

    /// <summary>Start and length, in UTF-16 units of the text, of every match; empty matches are left out.</summary>
    internal IEnumerable<(int Start, int Length)> Matches(string text)
    {
        (string Text, int[] Starts)? mapped = text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') < 0 ? null : Map(text);
        foreach (var match in Enumerate(mapped?.Text ?? text))
        {
            if (mapped is not { } m)
            {
                yield return match;
                continue;
            }

            var start = m.Starts[match.Start];
            yield return (start, m.Starts[match.Start + match.Length] - start);
        }
    }

    private IEnumerable<(int Start, int Length)> Enumerate(string text)
    {
        for (var match = _regex.Match(text); match.Success; match = match.NextMatch())
        {
            if (match.Length > 0)
            {
                yield return (match.Index, match.Length);
            }
        }
    }

    private static (string Text, int[] Starts) Map(string text)
    {
        var builder = new StringBuilder(text.Length);
        var starts = new List<int>(text.Length + 1);
        var position = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            starts.Add(position);
            position += rune.Utf16SequenceLength;
            builder.Append(rune.IsBmp ? (char)rune.Value : Representative(Rune.GetUnicodeCategory(rune)));
        }

        starts.Add(position);
        return (builder.ToString(), [.. starts]);
    }

    // None of them folds to an ASCII letter, so case-insensitive literals do not match them.
    private static char Representative(UnicodeCategory category) => category switch
    {
        UnicodeCategory.UppercaseLetter => '\u0410',
        UnicodeCategory.LowercaseLetter => '\u0430',
        UnicodeCategory.TitlecaseLetter => '\u01c5',
        UnicodeCategory.ModifierLetter => '\u02b0',
        UnicodeCategory.OtherLetter => '\u4e00',
        UnicodeCategory.NonSpacingMark => '\u0300',
        UnicodeCategory.SpacingCombiningMark => '\u0903',
        UnicodeCategory.EnclosingMark => '\u20dd',
        UnicodeCategory.DecimalDigitNumber => '\u0660',
        UnicodeCategory.LetterNumber => '\u2160',
        UnicodeCategory.OtherNumber => '\u2460',
        UnicodeCategory.ConnectorPunctuation => '\u203f',
        UnicodeCategory.DashPunctuation => '\u2014',
        UnicodeCategory.OtherPunctuation => '\u203b',
        UnicodeCategory.MathSymbol => '\u2200',
        UnicodeCategory.CurrencySymbol => '\u20ac',
        UnicodeCategory.ModifierSymbol => '\u02c2',
        UnicodeCategory.OtherSymbol => '\u2603',
        UnicodeCategory.Format => '\u2060',
        UnicodeCategory.PrivateUse => '\ue000',
        _ => '\uffff',
    };
}
