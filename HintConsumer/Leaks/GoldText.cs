namespace Guide.HintConsumer.Leaks;

/// <summary>A reference answer without what stands around it, and the parts of one that has several.</summary>
internal static class GoldText
{
    private const string Box = @"\boxed{";
    private const int MostParts = 12;

    /// <summary>The answer inside "… #### 72" or the last \boxed{72}; the text itself without such a mark.</summary>
    public static string Bare(string gold)
    {
        var mark = gold.LastIndexOf("####", StringComparison.Ordinal);
        if (mark >= 0)
        {
            return gold[(mark + 4)..].Trim();
        }

        var at = gold.LastIndexOf(Box, StringComparison.Ordinal);
        if (at >= 0)
        {
            var depth = 1;
            for (var i = at + Box.Length; i < gold.Length; i++)
            {
                depth += gold[i] switch { '{' => 1, '}' => -1, _ => 0 };
                if (depth == 0)
                {
                    return gold[(at + Box.Length)..i].Trim();
                }
            }
        }

        return gold.Trim().Trim('$').Trim();
    }

    /// <summary>The values of a list, set or tuple; none when the answer is one value.</summary>
    public static IReadOnlyList<string> Parts(string gold)
    {
        var inner = PlainText.Of(gold).Trim();
        inner = inner.Replace(@"\{", "(", StringComparison.Ordinal).Replace(@"\}", ")", StringComparison.Ordinal);
        if (inner.Length > 2 && "([{".Contains(inner[0], StringComparison.Ordinal) && ")]}".Contains(inner[^1], StringComparison.Ordinal))
        {
            inner = inner[1..^1];
        }

        var (parts, depth, from) = (new List<string>(), 0, 0);
        for (var i = 0; i < inner.Length; i++)
        {
            depth += inner[i] switch { '(' or '[' or '{' => 1, ')' or ']' or '}' => -1, _ => 0 };
            var parted = depth == 0 && inner[i] is ',' or ';' && !IsThousands(inner, i);
            if (parted)
            {
                parts.Add(inner[from..i].Trim());
                from = i + 1;
            }
        }

        parts.Add(inner[from..].Trim());
        return parts.Count is >= 2 and <= MostParts && parts.TrueForAll(static part => part.Length > 0) ? parts : [];
    }

    private static bool IsThousands(string text, int comma) =>
        text[comma] == ',' && comma > 0 && char.IsAsciiDigit(text[comma - 1]) && comma + 3 < text.Length
        && char.IsAsciiDigit(text[comma + 1]) && char.IsAsciiDigit(text[comma + 2]) && char.IsAsciiDigit(text[comma + 3])
        && (comma + 4 == text.Length || !char.IsAsciiDigit(text[comma + 4]));
}
