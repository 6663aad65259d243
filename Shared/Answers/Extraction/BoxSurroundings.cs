using System.Text;

namespace Guide.Answers.Extraction;

/// <summary>What stands directly beside a box belongs to the answer: <c>-\boxed{5}</c>, <c>\frac{1}{\boxed{2}}</c>, <c>\boxed{5}\pi</c>, <c>\boxed{5} m</c>.</summary>
internal static class BoxSurroundings
{
    private static readonly string[] Relations = ["<", ">", "≤", "≥", "≠", "\\leqslant", "\\geqslant", "\\leq", "\\geq", "\\le", "\\ge", "\\lt", "\\gt", "\\neq", "\\ne"];

    private static readonly string[] Wrappers =
    [
        "\\textbf{", "\\mathbf{", "\\boldsymbol{", "\\bm{", "\\bold{", "\\underline{", "\\text{", "\\mathrm{", "\\emph{", "\\displaystyle", "\\large", "\\Large", "\\LARGE", "\\huge", "\\Huge", "\\bf", "\\left", "\\right", "\\big", "\\Big", "\\,", "\\;", "\\:", "\\!", "\\ ", "{", "~", " ", "*", "_", "`", "\"", "'", "\\centering", "\\small", "\\normalsize",
    ];

    /// <summary>The answer of boxes that belong together, with what stands beside them; null when it cannot be made out.</summary>
    public static string? Of(string text, IReadOnlyList<Box> boxes)
    {
        var (first, last) = (boxes[0], boxes[^1]);
        var inside = InMathematics(text, first.Start);
        var left = BoxNeighbours.Left(text, first.Start, inside);
        var right = BoxNeighbours.Right(text, last.End, inside);
        if (inside && boxes.Count == 1 && Related(text, first, left, right) is { } relation)
        {
            return relation.Length == 0 ? null : relation;
        }

        // "\boxed{\boxed{5}.}"
        left = left.EndsWith("\\boxed{", StringComparison.Ordinal) && text.AsSpan(last.End).TrimStart(" .$").StartsWith("}") ? left[..^7] : left;
        (left, right) = Unwrap(left, right);
        var open = left.Count(static c => c == '{') - left.Count(static c => c == '}');
        if (open > 0)
        {
            // "\sqrt{\boxed{2}}": the braces that stand open on the left must close on the right.
            right = Closed(right, open);
            if (right.Length == 0)
            {
                return null;
            }
        }
        else
        {
            right = Trailing(right, inside);
        }

        if (boxes.Count == 1 && left.Length == 0 && right.Length == 0)
        {
            return WithUnit(text, last);
        }

        // A relation or a list in the box has no neighbours that it could be read with.
        if (boxes.Any(static box => box.Content.AsSpan().IndexOfAny("=<>,") >= 0))
        {
            return left.Length == 0 && boxes.Count == 1 && !IsOperator(right) ? last.Content : null;
        }

        return Whole(text, boxes, left, right);
    }

    // "x > \boxed{5}", "\boxed{5} < x" are relations; one number of a pair, or a digit glued on, is no answer. Empty: refused; null: nothing of the kind.
    private static string? Related(string text, Box box, string left, string right)
    {
        var before = text.AsSpan(0, box.Start - left.Length).TrimEnd();
        var behind = text.AsSpan(box.End + right.Length).TrimStart();
        if (left.TrimEnd(' ', '\\', ',', ';', '!') is [.., >= '0' and <= '9'] && left.Trim().Length > 0 && box.Content.AsSpan().TrimStart() is [>= '0' and <= '9', ..])
        {
            return string.Empty;
        }

        // (\boxed{5}, 7)
        if (left.Trim() is "(" or "[" or "\\{" or "\\left(" or "\\left[" && behind is [',', ..])
        {
            return string.Empty;
        }

        foreach (var sign in Relations)
        {
            if (before.EndsWith(sign, StringComparison.Ordinal) && !(sign is ">" && before is [.., '-' or '=', _]))
            {
                var from = before[..^sign.Length];
                var start = from.LastIndexOfAny("$\n,;=") + 1;
                start = Math.Max(start, Math.Max(from.LastIndexOf("\\(", StringComparison.Ordinal), from.LastIndexOf("\\[", StringComparison.Ordinal)) + 2);
                var subject = start <= from.Length ? from[start..].Trim() : [];
                return subject.Length is > 0 and <= 60 ? $"{subject} {sign} {left}{box.Content}{right}" : string.Empty;
            }

            if (behind.StartsWith(sign, StringComparison.Ordinal) && !(sign[0] == '\\' && behind.Length > sign.Length && char.IsAsciiLetter(behind[sign.Length])))
            {
                var to = behind[sign.Length..];
                var stop = to.IndexOfAny("$\n,;=");
                var subject = (stop < 0 ? to : to[..stop]).Trim();
                return subject.Length is > 0 and <= 60 && !subject.Contains('\\') ? $"{left}{box.Content}{right} {sign} {subject}" : string.Empty;
            }
        }

        return null;
    }

    private static string? Whole(string text, IReadOnlyList<Box> boxes, string left, string right)
    {
        var number = IsNumber(boxes[0].Content);
        if (boxes.Count == 1)
        {
            var content = boxes[0].Content.Trim();
            var bare = (left.Length == 0 && number && right is not [>= '0' and <= '9', ..]) || (left is "-" or "+" or "\\pm" or "\\$" && number) || left.EndsWith('{');
            return bare ? left + (left == "\\pm" ? " " : "") + content + right : $"{left}({content}){right}";
        }

        var output = new StringBuilder(left);
        for (var i = 0; i < boxes.Count; i++)
        {
            if (i > 0)
            {
                output.Append(text, boxes[i - 1].End, boxes[i].Start - boxes[i - 1].End);
            }

            var bare = IsNumber(boxes[i].Content) || (output.Length > 0 && output[^1] == '{');
            output.Append(bare ? boxes[i].Content : $"({boxes[i].Content})");
        }

        return output.Append(right).ToString().Replace("$", "", StringComparison.Ordinal);
    }

    private static string WithUnit(string text, Box box)
    {
        var content = box.Content.Trim();
        if (!IsNumber(content))
        {
            return box.Content;
        }

        var money = box.Start >= 2 && string.CompareOrdinal(text, box.Start - 2, "\\$", 0, 2) == 0 ? "\\$" : "";
        return UnitBehind.Read(text, box.End) is { } unit ? money + content + unit.Unit : money + box.Content;
    }

    // A number, a fraction, a root, a power: nothing that a unit could not stand behind.
    private static bool IsNumber(string content)
    {
        var digits = false;
        foreach (var c in content)
        {
            digits |= char.IsAsciiDigit(c);
            if (char.IsAsciiLetter(c) && !content.Contains('\\', StringComparison.Ordinal))
            {
                return false;
            }

            if (c is '=' or '<' or '>')
            {
                return false;
            }
        }

        return digits && !content.Contains("\\text", StringComparison.Ordinal) && !content.Contains("\\mathrm", StringComparison.Ordinal) && !content.Contains('+', StringComparison.Ordinal) && content.LastIndexOf('-') <= 0;
    }

    private static bool IsOperator(string right) => right.Length > 0 && right[0] is '+' or '-' or '/' or '*' or '^' or '!' || right.StartsWith("\\times", StringComparison.Ordinal) || right.StartsWith("\\cdot", StringComparison.Ordinal);

    /// <summary>True between dollars, \( and \), \[ and \], or in an environment.</summary>
    public static bool InMathematics(string text, int at)
    {
        var floor = Math.Max(0, at - 2_000);
        var paragraph = text.LastIndexOf("\n\n", Math.Max(at - 1, 0), StringComparison.Ordinal);
        floor = Math.Max(floor, paragraph + 1);
        var (inside, dollars) = (false, false);
        for (var i = floor; i < at; i++)
        {
            if (text[i] == '\\' && i + 1 < at)
            {
                i++;
                inside = text[i] is '(' or '[' || (text[i] is not (')' or ']') && inside);
                if (string.CompareOrdinal(text, i, "begin{", 0, 6) == 0)
                {
                    inside = true;
                }
                else if (string.CompareOrdinal(text, i, "end{", 0, 4) == 0)
                {
                    inside = false;
                }
            }
            else if (text[i] == '$')
            {
                dollars = !dollars;
                i += i + 1 < at && text[i + 1] == '$' ? 1 : 0;
            }
        }

        return inside || dollars;
    }

    // Bold type and brackets around the box are no part of it.
    private static (string Left, string Right) Unwrap(string left, string right)
    {
        left = left.Trim();
        right = right.Trim();
        var wrapped = 0;
        var rest = left.AsSpan();
        while (rest.Length > 0)
        {
            var before = rest.Length;
            foreach (var wrapper in Wrappers)
            {
                if (rest.StartsWith(wrapper, StringComparison.Ordinal))
                {
                    wrapped += wrapper[^1] == '{' ? 1 : 0;
                    rest = rest[wrapper.Length..];
                    break;
                }
            }

            if (rest.Length == before)
            {
                break;
            }
        }

        // "-\\,\\boxed{5}"
        for (var trimmed = true; trimmed;)
        {
            trimmed = false;
            foreach (var spacing in (ReadOnlySpan<string>)["\\,", "\\;", "\\:", "\\!", "\\ ", "~", " "])
            {
                trimmed |= rest.Length > spacing.Length && rest.EndsWith(spacing, StringComparison.Ordinal);
                rest = rest.Length > spacing.Length && rest.EndsWith(spacing, StringComparison.Ordinal) ? rest[..^spacing.Length] : rest;
            }
        }

        if (rest is "(" or "[" or "\\{" or "–" or "—")
        {
            return (string.Empty, right.TrimStart(')', ']'));
        }

        left = rest.ToString();
        for (; wrapped > 0 && right.StartsWith('}'); wrapped--)
        {
            right = right[1..].TrimStart();
        }

        return (left, right);
    }

    private static string Closed(string right, int open)
    {
        for (var i = 0; i < right.Length; i++)
        {
            open += right[i] switch { '{' => 1, '}' => -1, _ => 0 };
            if (open == 0)
            {
                return right[..(i + 1)] + Trailing(right[(i + 1)..], inside: true);
            }
        }

        return string.Empty;
    }

    private static string Trailing(string right, bool inside)
    {
        var text = right.AsSpan().Trim();
        while (text.Length > 0)
        {
            var before = text.Length;
            foreach (var spacing in (ReadOnlySpan<string>)["\\,", "\\;", "\\:", "\\!", "\\ ", "~", "*", "_", "`", "'", "’", ")", "]", "/>", "\\right", "|", "—", "–"])
            {
                text = text.StartsWith(spacing, StringComparison.Ordinal) ? text[spacing.Length..].TrimStart() : text;
            }

            // A brace that nothing here opened closes what stands further out.
            text = text.StartsWith("}") && !right.Contains('{', StringComparison.Ordinal) ? text[1..].TrimStart() : text;
            if (text.Length == before)
            {
                break;
            }
        }

        // Outside of formulas a dash or an exclamation mark ends the phrase.
        return text is "-" or "\\" or "." || (text is "!" && !inside) ? string.Empty : text.TrimEnd(" ~\\").ToString();
    }
}
