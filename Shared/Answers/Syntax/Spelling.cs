using System.Globalization;
using System.Text;

namespace Guide.Answers.Syntax;

/// <summary>Undoes what happens to answers on their way: characters for LaTeX commands, escapes eaten by a string literal, doubled backslashes, HTML exponents.</summary>
internal static class Spelling
{
    private const int LongestSuper = 24;
    private const string Supers = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ";
    private const string SuperMeanings = "0123456789+-=()abcdefghijklmnoprstuvwxyz";
    private const string Subs = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ";
    private const string SubMeanings = "0123456789+-=()aehijklmnoprstuvx";

    /// <summary>The answer in LaTeX with single backslashes and ASCII operators; the same object when nothing needed doing.</summary>
    public static string Repair(string text)
    {
        var clean = true;
        var doubled = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is > '~' or '\f' or '\b' or '\v' or '\a' or '<' || (c is '\t' or '\r' && i + 1 < text.Length && char.IsAsciiLetter(text[i + 1])))
            {
                clean = false;
            }
            else if (c == '\\' && i + 1 < text.Length && text[i + 1] == '\\')
            {
                doubled = true;
            }
        }

        if (doubled)
        {
            text = Undouble(text);
        }

        text = clean ? text : Characters(text);
        text = text.Contains("matrix{", StringComparison.Ordinal) ? PlainMatrices(text) : text.StartsWith('^') ? RaisedOverLowered(text) : text;
        return text.Contains("\\mathbf{", StringComparison.Ordinal) || text.Contains("\\textbf{", StringComparison.Ordinal) || text.Contains("\\mathrm{", StringComparison.Ordinal) ? Digits(text) : text;
    }

    // ^5/_6 is 5/6.
    private static string RaisedOverLowered(string text)
    {
        var stroke = text.IndexOf("/_", StringComparison.Ordinal);
        if (stroke < 0)
        {
            return text;
        }

        var (top, bottom) = (text[1..stroke].Trim('{', '}'), text[(stroke + 2)..].Trim('{', '}'));
        return top.Length > 0 && bottom.Length > 0 && top.All(char.IsAsciiDigit) && bottom.All(char.IsAsciiDigit) ? $"\\frac{{{top}}}{{{bottom}}}" : text;
    }

    // \pmatrix{1 & 2 \cr 3 & 4} as plain TeX has it.
    private static string PlainMatrices(string text)
    {
        foreach (var name in (ReadOnlySpan<string>)["pmatrix", "bmatrix", "vmatrix", "matrix"])
        {
            var open = text.IndexOf($"\\{name}{{", StringComparison.Ordinal);
            var close = open < 0 ? -1 : Closing(text, open + name.Length + 1);
            if (close < 0)
            {
                continue;
            }

            var rows = text[(open + name.Length + 2)..close].Replace("\\cr", "\\\\ ", StringComparison.Ordinal).TrimEnd(' ', '\\');
            text = $"{text[..open]}\\begin{{{name}}}{rows}\\end{{{name}}}{text[(close + 1)..]}";
        }

        return text;
    }

    private static int Closing(string text, int open)
    {
        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            depth += text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        return -1;
    }

    // \mathbf{1}3: digits of one number in two types.
    private static string Digits(string text)
    {
        foreach (var font in (ReadOnlySpan<string>)["\\mathbf{", "\\textbf{", "\\mathrm{"])
        {
            for (var at = text.IndexOf(font, StringComparison.Ordinal); at >= 0; at = text.IndexOf(font, at + 1, StringComparison.Ordinal))
            {
                var close = at + font.Length;
                while (close < text.Length && char.IsAsciiDigit(text[close]))
                {
                    close++;
                }

                if (close > at + font.Length && close + 1 < text.Length && text[close] == '}' && char.IsAsciiDigit(text[close + 1]) && !(at > 0 && text[at - 1] is '^' or '_'))
                {
                    text = string.Concat(text.AsSpan(0, at), text.AsSpan(at + font.Length, close - at - font.Length), text.AsSpan(close + 1));
                }
            }
        }

        return text;
    }

    // "\\frac" came through one escape too many. In a matrix "\\" also ends rows, so there everything is halved or nothing.
    private static string Undouble(string text)
    {
        if (text.Contains("\\\\begin", StringComparison.Ordinal))
        {
            return text.Replace("\\\\", "\\", StringComparison.Ordinal);
        }

        if (text.Contains("\\begin", StringComparison.Ordinal))
        {
            return text;
        }

        var output = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 2 < text.Length && text[i + 1] == '\\' && ((char.IsAsciiLetter(text[i + 2]) && i + 3 < text.Length && char.IsAsciiLetter(text[i + 3])) || text[i + 2] is '{' or '}' or '%' or '$' or ',' or '\\'))
            {
                continue;
            }

            output.Append(text[i]);
        }

        return output.ToString();
    }

    private static string Characters(string text)
    {
        var output = new StringBuilder(text.Length + 32);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var next = i + 1 < text.Length ? text[i + 1] : '\0';
            if (c is >= ' ' and <= '~' && c != '<')
            {
                output.Append(c);
                continue;
            }

            switch (c)
            {
                case '\f' when next == 'r':
                    output.Append("\\f");
                    break;
                case '\f':
                    // "\frac" with its "\f" eaten and the letter kept elsewhere: a form feed is never part of an answer.
                    output.Append(' ');
                    break;
                case '\b' when char.IsAsciiLetter(next):
                    output.Append("\\b");
                    break;
                case '\t' when At(text, i + 1, "ext") || At(text, i + 1, "frac") || At(text, i + 1, "imes") || At(text, i + 1, "heta") || At(text, i + 1, "an"):
                    output.Append("\\t");
                    break;
                case '\r' when At(text, i + 1, "ight") || At(text, i + 1, "ho"):
                    output.Append("\\r");
                    break;
                case '<' when At(text, i, "<sup>"):
                    output.Append("^{");
                    i += 4;
                    break;
                case '<' when At(text, i, "</sup>") || At(text, i, "</sub>"):
                    output.Append('}');
                    i += 5;
                    break;
                case '<' when At(text, i, "<sub>"):
                    output.Append("_{");
                    i += 4;
                    break;
                case '<':
                    output.Append('<');
                    break;
                default:
                    i += Together(output, text, i) - 1;
                    break;
            }
        }

        return output.ToString();
    }

    private static bool At(string text, int index, string word) => string.CompareOrdinal(text, index, word, 0, word.Length) == 0;

    // What several characters say together, or one alone; how many they are.
    private static int Together(StringBuilder output, string text, int at)
    {
        if (at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) && MathematicalAlphabets.Plain(char.ConvertToUtf32(text[at], text[at + 1])) is { } plain)
        {
            Plain(output, plain);
            return 2;
        }

        if (SlantedFraction(text, at) is var (top, bottom, length))
        {
            output.Append("\\frac{").Append(top).Append("}{").Append(bottom).Append('}');
            return length;
        }

        Unicode(output, text[at]);
        return 1;
    }

    private static void Plain(StringBuilder output, char c)
    {
        if (char.IsAscii(c))
        {
            output.Append(c);
        }
        else
        {
            Unicode(output, c);
        }
    }

    // ³⁄₁₆: raised digits, a stroke, lowered digits.
    private static (string Top, string Bottom, int Length)? SlantedFraction(string text, int start)
    {
        // Within a run the first digit has been here: once is enough.
        var stroke = start > 0 && Supers.AsSpan(0, 10).Contains(text[start - 1]) ? start : Run(text, start, Supers);
        if (stroke == start || stroke >= text.Length || text[stroke] is not ('⁄' or '/' or '∕'))
        {
            return null;
        }

        var end = Run(text, stroke + 1, Subs);
        return end == stroke + 1 ? null : (Digits(text[start..stroke], Supers), Digits(text[(stroke + 1)..end], Subs), end - start);
    }

    // Where the digits of the alphabet that begin here end.
    private static int Run(string text, int at, string alphabet)
    {
        while (at < text.Length && alphabet.AsSpan(0, 10).Contains(text[at]))
        {
            at++;
        }

        return at;
    }

    private static string Digits(string text, string alphabet) => string.Concat(text.Select(c => (char)('0' + alphabet.IndexOf(c, StringComparison.Ordinal))));

    private static void Unicode(StringBuilder output, char c)
    {
        if (Script(c, Supers, SuperMeanings) is { } super)
        {
            Raise(output, '^', super);
            return;
        }

        if (Script(c, Subs, SubMeanings) is { } sub)
        {
            Raise(output, '_', sub);
            return;
        }

        if (CharUnicodeInfo.GetDecimalDigitValue(c) is >= 0 and var digit)
        {
            // Arabic-Indic and other digits.
            output.Append((char)('0' + digit));
            return;
        }

        if (c is >= '①' and <= '⑳')
        {
            output.Append(output.Length > 0 && output[^1] is >= '0' and <= '9' ? "," : string.Empty).Append(c - '①' + 1);
            return;
        }

        if (c is >= '！' and <= '～')
        {
            // Full-width forms.
            output.Append((char)(c - '！' + '!'));
            return;
        }

        if (UnicodeSymbols.Commands.TryGetValue(c, out var command))
        {
            output.Append(command);
        }
        else
        {
            output.Append(c);
        }
    }

    private static char? Script(char c, string characters, string meanings) => characters.IndexOf(c, StringComparison.Ordinal) is >= 0 and var index ? meanings[index] : null;

    // "x¹⁰" is one exponent, so are "s⁻²" and "x²ⁿ".
    private static void Raise(StringBuilder output, char mark, char meaning)
    {
        if (output.Length > 2 && output[^1] == '}' && IsOpen(output, mark))
        {
            output.Length--;
            output.Append(meaning).Append('}');
        }
        else
        {
            output.Append(mark).Append('{').Append(meaning).Append('}');
        }
    }

    private static bool IsOpen(StringBuilder output, char mark)
    {
        for (var i = output.Length - 2; i >= Math.Max(1, output.Length - LongestSuper); i--)
        {
            if (char.IsAsciiLetterOrDigit(output[i]) || output[i] is '-' or '+' or '=' or '(' or ')')
            {
                continue;
            }

            return output[i] == '{' && output[i - 1] == mark;
        }

        return false;
    }
}
