using System.Text;

namespace Guide.Answers.Syntax;

/// <summary>Electron configurations however they are set: [\mathrm{Ar}]3d^5 4s^1, [Ar]4s¹3d⁵, 1s2 2s2 2p6.</summary>
internal static class ElectronConfiguration
{
    private const int Longest = 200;
    private const int MostElectrons = 14;

    /// <summary>The core and the subshells in order; null when the text is no configuration.</summary>
    public static string? Of(string text)
    {
        if (text.Length is < 3 or > Longest || text.AsSpan().IndexOfAny("spdf") < 0 || Bare(text) is not { } bare)
        {
            return null;
        }

        var core = bare[0] == '[' && bare.IndexOf(']', StringComparison.Ordinal) is > 0 and < 5 and var close ? bare[..(close + 1)] : string.Empty;
        var shells = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var at = core.Length; at < bare.Length;)
        {
            if (Shell(bare, ref at) is not var (name, electrons) || !shells.TryAdd(name, electrons))
            {
                return null;
            }
        }

        return shells.Count == 0 || (core.Length == 0 && shells.Count == 1) ? null : core + string.Join(' ', shells.Select(static shell => $"{shell.Key}{shell.Value}"));
    }

    // "3d^{5}", "3d^5", "3d5": the digit of the next shell is not the number's.
    private static (string Name, int Electrons)? Shell(string text, ref int at)
    {
        if (at + 2 >= text.Length || text[at] is < '1' or > '8' || text[at + 1] is not ('s' or 'p' or 'd' or 'f'))
        {
            return null;
        }

        var name = text.Substring(at, 2);
        at += 2;
        var raised = text[at] == '^';
        at += raised ? 1 : 0;
        var braced = at < text.Length && text[at] == '{';
        at += braced ? 1 : 0;
        var electrons = 0;
        var first = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]) && at - first < 2 && (braced || (!(raised && at > first) && !(at + 1 < text.Length && text[at + 1] is 's' or 'p' or 'd' or 'f'))))
        {
            electrons = (10 * electrons) + text[at++] - '0';
        }

        if (braced && !(at < text.Length && text[at++] == '}'))
        {
            return null;
        }

        return electrons is > 0 and <= MostElectrons ? (name, electrons) : null;
    }

    // Without blanks and what only sets the letters; null where another command stands.
    private static string? Bare(string text)
    {
        var bare = new StringBuilder(text.Length);
        var groups = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\')
            {
                var start = ++i;
                while (i < text.Length && char.IsAsciiLetter(text[i]))
                {
                    i++;
                }

                if (i > start && text.AsSpan(start, i - start) is not ("mathrm" or "text" or "textrm" or "rm" or "ce" or "left" or "right"))
                {
                    return null;
                }

                i -= i > start ? 1 : 0;
            }
            else if (c == '{' && !(bare.Length > 0 && bare[^1] == '^'))
            {
                groups++;
            }
            else if (c == '}' && groups > 0 && !(bare.Length > 0 && char.IsAsciiDigit(bare[^1]) && bare.ToString().LastIndexOf('{') > bare.ToString().LastIndexOf('}')))
            {
                groups--;
            }
            else if (c is not (' ' or '$' or '~'))
            {
                bare.Append(c);
            }
        }

        return bare.Length == 0 ? null : bare.ToString();
    }
}
