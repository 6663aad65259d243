using Guide.Answers.Units;

namespace Guide.Answers.Extraction;

/// <summary>The unit that stands behind a value outside of its mathematics: "\boxed{5} m", "$5$ km/h", "12.5 s".</summary>
internal static class UnitBehind
{
    private const int MostWords = 5;
    private const int Longest = 60;

    private static readonly string[] Scales = ["hundred", "thousand", "million", "billion", "trillion", "dozen", "percent", "per cent", "degrees", "degree"];

    // Words that are units too, but rarely mean them in running text.
    private static readonly string[] Prose = ["a", "as", "at", "in", "is", "so", "to", "or", "and", "are", "us", "we", "it", "by", "pm"];

    /// <summary>The unit as LaTeX, to be set behind the value, and where it ends; null when none stands there.</summary>
    public static (string Unit, int End)? Read(string text, int at)
    {
        var start = Skip(text, at);
        if (start >= text.Length)
        {
            return null;
        }

        if (text[start] == '%' || string.CompareOrdinal(text, start, "\\%", 0, 2) == 0)
        {
            return ("\\%", start + (text[start] == '%' ? 1 : 2));
        }

        if (Group(text, start) is { } group)
        {
            return group;
        }

        if (!(char.IsLetter(text[start]) || text[start] is '°' or '€' or '£' or 'Ω' or 'µ' or 'μ'))
        {
            return null;
        }

        return Plain(text, start);
    }

    private static int Skip(string text, int at)
    {
        while (at < text.Length)
        {
            if (text[at] is ' ' or '$' or '~' or '*' or '}')
            {
                at++;
            }
            else if (text[at] == '\\' && at + 1 < text.Length && text[at + 1] is ',' or ';' or ' ' or '!' or ':' or ')' or ']')
            {
                at += 2;
            }
            else
            {
                break;
            }
        }

        return at;
    }

    // "\text{ cm}^2", "\mathrm{m/s}".
    private static (string Unit, int End)? Group(string text, int start)
    {
        foreach (var command in (ReadOnlySpan<string>)["\\text{", "\\mathrm{", "\\mbox{", "\\textrm{", "\\rm{", "\\operatorname{", "\\unit{", "\\si{"])
        {
            if (string.CompareOrdinal(text, start, command, 0, command.Length) != 0)
            {
                continue;
            }

            var close = text.IndexOf('}', start);
            if (close < 0 || close - start > Longest)
            {
                return null;
            }

            var end = close + 1;
            while (end < text.Length && end - start < Longest && (text[end] is '^' or '_' or '/' or '{' || char.IsAsciiDigit(text[end]) || (text[end] == '-' && text[end - 1] is '^' or '{') || (text[end] == '}' && text[close..end].Contains('{', StringComparison.Ordinal))))
            {
                end++;
            }

            var unit = text[start..end];
            return UnitParser.IsKnown(unit) || Array.Exists(Scales, scale => text.AsSpan(start + command.Length, close - start - command.Length).Trim().Equals(scale, StringComparison.OrdinalIgnoreCase)) ? (unit, end) : null;
        }

        return null;
    }

    private static (string Unit, int End)? Plain(string text, int start)
    {
        var stop = start;
        Span<int> ends = stackalloc int[MostWords];
        var words = 0;
        while (words < MostWords && stop < text.Length && stop - start < Longest)
        {
            while (stop < text.Length && !char.IsWhiteSpace(text[stop]) && text[stop] is not (',' or ';' or '(' or ')' or '$' or '"' or '!' or '?' or ':' or '*') && !(text[stop] == '.' && (stop + 1 >= text.Length || !char.IsAsciiLetterOrDigit(text[stop + 1]))) && !(text[stop] > '\u2e7f' && text[stop] < '\uf900'))
            {
                stop++;
            }

            ends[words++] = stop;
            if (stop >= text.Length || text[stop] != ' ')
            {
                break;
            }

            stop++;
        }

        for (var count = words; count > 0; count--)
        {
            var candidate = text[start..ends[count - 1]];
            if (candidate.Length == 0)
            {
                continue;
            }

            // "seconds in the race": from such a word on it is the sentence's; "hours a day" is one unit.
            var said = candidate.Split(' ');
            if (said[^1] == "a" || said.Skip(1).Any(static word => word == "the" || (word != "a" && Array.IndexOf(Prose, word) >= 0)))
            {
                continue;
            }

            var first = said[0];
            var closes = ends[count - 1] >= text.Length || text[ends[count - 1]] != ' ';
            if (Array.Exists(Prose, word => first.Equals(word, StringComparison.Ordinal)) && !(count == 1 && closes && first == "in"))
            {
                continue;
            }

            if (Array.Exists(Scales, scale => candidate.Equals(scale, StringComparison.OrdinalIgnoreCase)))
            {
                return (candidate.StartsWith("per", StringComparison.OrdinalIgnoreCase) ? "\\%" : $"\\text{{ {candidate}}}", ends[count - 1]);
            }

            if (UnitParser.IsKnown(candidate))
            {
                return ($"\\text{{ {candidate}}}", ends[count - 1]);
            }
        }

        return null;
    }
}
