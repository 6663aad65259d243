using System.Text;

namespace Guide.PolicyModel.Templates;

/// <summary>Python's strings: white space, code points, lines, literals.</summary>
internal static class Strings
{
    /// <summary>str.isspace of a character.</summary>
    public static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\x1c' and <= '\x1f';

    /// <summary>str.strip: of white space, or of the characters given.</summary>
    public static string Trim(string text, string? characters = null) => TrimStart(TrimEnd(text, characters), characters);

    /// <summary>str.lstrip.</summary>
    public static string TrimStart(string text, string? characters = null)
    {
        var start = 0;
        while (start < text.Length && Goes(text[start], characters))
        {
            start++;
        }

        return text[start..];
    }

    /// <summary>str.rstrip.</summary>
    public static string TrimEnd(string text, string? characters = null)
    {
        var end = text.Length;
        while (end > 0 && Goes(text[end - 1], characters))
        {
            end--;
        }

        return text[..end];
    }

    /// <summary>Number of code points.</summary>
    public static int Length(string text)
    {
        var length = text.Length;
        for (var i = 1; i < text.Length; i++)
        {
            length -= char.IsSurrogatePair(text[i - 1], text[i]) ? 1 : 0;
        }

        return length;
    }

    /// <summary>The code points, each as a string.</summary>
    public static List<object?> Characters(string text)
    {
        var characters = new List<object?>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var wide = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]);
            characters.Add(text.Substring(i, wide ? 2 : 1));
            i += wide ? 1 : 0;
        }

        return characters;
    }

    /// <summary>str.splitlines.</summary>
    public static List<object?> Lines(string text)
    {
        var lines = new List<object?>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '\n' or '\r' or '\v' or '\f' or (>= '\x1c' and <= '\x1e') or '\u0085' or '\u2028' or '\u2029')
            {
                lines.Add(text[start..i]);
                i += text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n' ? 1 : 0;
                start = i + 1;
            }
        }

        if (start < text.Length)
        {
            lines.Add(text[start..]);
        }

        return lines;
    }

    /// <summary>str.split without a separator: at runs of white space.</summary>
    public static List<object?> Words(string text, long most)
    {
        var words = new List<object?>();
        var at = 0;
        while (true)
        {
            while (at < text.Length && IsSpace(text[at]))
            {
                at++;
            }

            if (at >= text.Length)
            {
                return words;
            }

            if (most >= 0 && words.Count >= most)
            {
                words.Add(TrimEnd(text[at..]));
                return words;
            }

            var start = at;
            while (at < text.Length && !IsSpace(text[at]))
            {
                at++;
            }

            words.Add(text[start..at]);
        }
    }

    /// <summary>repr of a string.</summary>
    public static string Literal(string text)
    {
        var quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        var literal = new StringBuilder().Append(quote);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '\\' => literal.Append(@"\\"),
                '\n' => literal.Append(@"\n"),
                '\r' => literal.Append(@"\r"),
                '\t' => literal.Append(@"\t"),
                < 0x20 or 0x7f => literal.Append($"\\x{rune.Value:x2}"),
                var value when value == quote => literal.Append('\\').Append(quote),
                _ => literal.Append(rune),
            };
        }

        return literal.Append(quote).ToString();
    }

    private static bool Goes(char c, string? characters) => characters is null ? IsSpace(c) : characters.Contains(c);
}
