using System.Text;

namespace Guide.Answers.Syntax;

/// <summary>Undoes what happens to answers on their way: characters for LaTeX commands, escapes eaten by a string literal, doubled backslashes, HTML exponents.</summary>
internal static class Spelling
{
    private const int LongestSuper = 24;

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

        return clean ? text : Characters(text);
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
            if (text[i] == '\\' && i + 2 < text.Length && text[i + 1] == '\\' && (char.IsAsciiLetter(text[i + 2]) || text[i + 2] is '{' or '}' or '%' or '$' or ',' or '\\'))
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
                    Unicode(output, c);
                    break;
            }
        }

        return output.ToString();
    }

    private static bool At(string text, int index, string word) => string.CompareOrdinal(text, index, word, 0, word.Length) == 0;

    private static void Unicode(StringBuilder output, char c)
    {
        const string SuperDigits = "⁰¹²³⁴⁵⁶⁷⁸⁹";
        const string SubDigits = "₀₁₂₃₄₅₆₇₈₉";
        var digit = SuperDigits.IndexOf(c, StringComparison.Ordinal);
        if (digit >= 0)
        {
            // "x¹⁰" is one exponent, so is "s⁻²".
            if (output.Length > 2 && output[^1] == '}' && output[^2] is (>= '0' and <= '9') or '-' or '+' && IsOpenSuper(output))
            {
                output.Length--;
                output.Append((char)('0' + digit)).Append('}');
            }
            else
            {
                output.Append("^{").Append((char)('0' + digit)).Append('}');
            }

            return;
        }

        digit = SubDigits.IndexOf(c, StringComparison.Ordinal);
        if (digit >= 0)
        {
            output.Append("_{").Append((char)('0' + digit)).Append('}');
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

        output.Append(c switch
        {
            'π' or 'Π' => "\\pi ",
            '∞' => "\\infty ",
            '∪' or '⋃' => "\\cup ",
            '∩' or '⋂' => "\\cap ",
            '∅' or '⌀' => "\\emptyset ",
            '∈' => "\\in ",
            '∉' => "\\notin ",
            '≤' or '⩽' or '≦' => "\\le ",
            '≥' or '⩾' or '≧' => "\\ge ",
            '≠' => "\\ne ",
            '≈' or '≃' or '≅' => "\\approx ",
            '≡' => "\\equiv ",
            '±' => "\\pm ",
            '∓' => "\\mp ",
            '×' or '✕' => "\\times ",
            '÷' => "\\div ",
            '·' or '⋅' or '∙' or '•' or '⁎' or '∗' => "\\cdot ",
            '−' or '–' or '—' or '‒' or '﹣' => "-",
            '√' => "\\sqrt ",
            '∛' => "\\sqrt[3] ",
            '∜' => "\\sqrt[4] ",
            '°' or 'º' or '˚' => "^\\circ ",
            '′' or '’' or '‘' or '´' => "'",
            '″' or '”' or '“' => "\"",
            'ℝ' => "\\mathbb{R}",
            'ℤ' => "\\mathbb{Z}",
            'ℕ' => "\\mathbb{N}",
            'ℚ' => "\\mathbb{Q}",
            'ℂ' => "\\mathbb{C}",
            '½' => "\\frac{1}{2}",
            '⅓' => "\\frac{1}{3}",
            '⅔' => "\\frac{2}{3}",
            '¼' => "\\frac{1}{4}",
            '¾' => "\\frac{3}{4}",
            '⅕' => "\\frac{1}{5}",
            '⅖' => "\\frac{2}{5}",
            '⅗' => "\\frac{3}{5}",
            '⅘' => "\\frac{4}{5}",
            '⅙' => "\\frac{1}{6}",
            '⅚' => "\\frac{5}{6}",
            '⅛' => "\\frac{1}{8}",
            '⅜' => "\\frac{3}{8}",
            '⅝' => "\\frac{5}{8}",
            '⅞' => "\\frac{7}{8}",
            'α' => "\\alpha ",
            'β' => "\\beta ",
            'γ' => "\\gamma ",
            'δ' => "\\delta ",
            'ε' or 'ϵ' => "\\epsilon ",
            'θ' or 'ϑ' => "\\theta ",
            'λ' => "\\lambda ",
            'μ' or 'µ' => "\\mu ",
            'ρ' => "\\rho ",
            'σ' => "\\sigma ",
            'τ' => "\\tau ",
            'φ' or 'ϕ' => "\\phi ",
            'ω' => "\\omega ",
            'Δ' or '∆' => "\\Delta ",
            'Ω' or 'Ω' => "\\Omega ",
            'Φ' => "\\Phi ",
            '∠' => "\\angle ",
            '△' => "\\triangle ",
            '∀' => "\\forall ",
            '∃' => "\\exists ",
            '∧' => "\\land ",
            '∨' => "\\lor ",
            '∖' => "\\setminus ",
            '⌊' => "\\lfloor ",
            '⌋' => "\\rfloor ",
            '⌈' => "\\lceil ",
            '⌉' => "\\rceil ",
            '⟨' or '〈' => "\\langle ",
            '⟩' or '〉' => "\\rangle ",
            '∑' => "\\sum ",
            '∏' => "\\prod ",
            '∫' => "\\int ",
            '→' or '⟶' => "\\to ",
            '…' or '⋯' => "\\ldots ",
            '∣' or '｜' => "|",
            '⁻' => "^{-}",
            '⁺' => "^{+}",
            '、' or '，' => ",",
            '；' => ";",
            '。' => ".",
            '：' or '∶' => ":",
            '\u00A0' or '\u2009' or '\u202F' or '\u2002' or '\u2003' or '\u3000' => " ",
            '\u200B' or '\uFEFF' or '\u2061' or '\u2062' => string.Empty,
            _ => c.ToString(),
        });
    }

    private static bool IsOpenSuper(StringBuilder output)
    {
        for (var i = output.Length - 2; i >= Math.Max(1, output.Length - LongestSuper); i--)
        {
            if (output[i] is (>= '0' and <= '9') or '-' or '+')
            {
                continue;
            }

            return output[i] == '{' && output[i - 1] == '^';
        }

        return false;
    }
}
