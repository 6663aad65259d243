using System.Collections.Frozen;
using System.Text;

namespace Guide.Answers.Syntax;

/// <summary>Chemical formulas and equations of them, however they are set: \ce{H2O}, H_2O, \mathrm{Ca^{2+}}, 2H2 + O2 -> 2H2O.</summary>
internal static class Formula
{
    private const int Longest = 120;

    private static readonly FrozenSet<string> Elements = (
        "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu "
        + "Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The formula without what only sets it; null when the text is none, or a single letter.</summary>
    public static string? Of(string text)
    {
        // sp2, sp^3d: hybrid orbitals.
        if (text.Length is >= 2 and <= 24 && text.Contains("sp", StringComparison.Ordinal) && Hybrid(text) is { } hybrid)
        {
            return hybrid;
        }

        if (text.Length is < 2 or > Longest || !text.AsSpan().ContainsAnyInRange('A', 'Z'))
        {
            return null;
        }

        return Bare(text) is { } bare && IsFormula(bare) ? bare : null;
    }

    private static string? Hybrid(string text)
    {
        var bare = text.Replace("\\text", string.Empty, StringComparison.Ordinal).Replace("\\mathrm", string.Empty, StringComparison.Ordinal).Replace("^", string.Empty, StringComparison.Ordinal).Replace("{", string.Empty, StringComparison.Ordinal).Replace("}", string.Empty, StringComparison.Ordinal).Trim();
        return bare is "sp" or "sp2" or "sp3" or "sp3d" or "sp3d2" or "dsp2" or "dsp3" or "d2sp3" ? bare : null;
    }

    /// <summary>True for the formula's own letters in other case: NO and No are two things.</summary>
    public static bool DiffersByCase(string formula, string text) => text.Length <= Longest && Bare(text) is { } bare && bare != formula && bare.Equals(formula, StringComparison.OrdinalIgnoreCase);

    /// <summary>True for a gold that is one element and an answer that is a formula of its letters: Cu and CU. "No" and "NO" are words.</summary>
    public static bool IsElementAgainstFormula(string element, string text) =>
        element.Length <= Longest && Bare(element) is { Length: 2 } bare && bare != "No" && Elements.Contains(bare) && Of(text) is { } formula && formula != bare && formula.Equals(bare, StringComparison.OrdinalIgnoreCase);

    private static string? Bare(string text)
    {
        text = WithoutState(text);
        var bare = new StringBuilder(text.Length);
        var raised = false;
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

                var command = text.AsSpan(start, i - start);
                if (command is "to" or "rightarrow" or "longrightarrow")
                {
                    bare.Append("->");
                }
                else if (command.Length > 0 && command is not ("ce" or "mathrm" or "text" or "rm" or "mathsf" or "textrm" or "operatorname"))
                {
                    return null;
                }

                i--;
            }
            else if (c == '^')
            {
                raised = true;
            }
            else if (c is not (' ' or '{' or '}' or '_' or '$'))
            {
                // What is raised is a charge: 2+, -, but no plain number.
                bare.Append(c);
                raised &= !(c is '+' or '-');
            }
        }

        return raised ? null : bare.ToString();
    }

    // NaCl(s), H2O(l): the state of what is named.
    private static string WithoutState(string text)
    {
        text = text.TrimEnd();
        foreach (var state in (ReadOnlySpan<string>)["(s)", "(l)", "(g)", "(aq)"])
        {
            if (text.EndsWith(state, StringComparison.Ordinal))
            {
                return text[..^state.Length].TrimEnd();
            }
        }

        return text;
    }

    private static bool IsFormula(string text)
    {
        var (atoms, digits, others) = (0, 0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsAsciiLetterUpper(c))
            {
                var two = i + 1 < text.Length && char.IsAsciiLetterLower(text[i + 1]);
                if (!Elements.Contains(two ? text.Substring(i, 2) : text.Substring(i, 1)))
                {
                    return false;
                }

                atoms++;
                i += two ? 1 : 0;
            }
            else if (char.IsAsciiDigit(c))
            {
                digits++;
            }
            else if (c is '+' or '-' or '(' or ')' or '[' or ']' or '>' or '=')
            {
                others++;
            }
            else
            {
                return false;
            }
        }

        // One letter with an index is as well a variable: C_2 and C2 are one either way; C alone is left to mathematics.
        return atoms > 1 || (atoms == 1 && digits + others > 0);
    }
}
