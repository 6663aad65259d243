namespace Guide.Answers.Syntax;

/// <summary>Whole numbers in Chinese characters: 四十二, 一百零五, 三万二千.</summary>
internal static class ChineseNumerals
{
    private const int Longest = 20;

    /// <summary>The number; null for anything else.</summary>
    public static long? Read(string text)
    {
        if (text.Length is 0 or > Longest)
        {
            return null;
        }

        // Below 万, below 亿, and the digit that waits for its place.
        var (total, section, digit, last) = (0L, 0L, -1L, long.MaxValue);
        foreach (var c in text)
        {
            if (Digit(c) is >= 0 and var next)
            {
                if (digit > 0)
                {
                    return null;
                }

                digit = next;
            }
            else if (Place(c) is > 0 and var place)
            {
                if (place >= 10_000)
                {
                    section += Math.Max(digit, 0);
                    if (section == 0)
                    {
                        return null;
                    }

                    (total, section, last) = (total + (section * place), 0, long.MaxValue);
                }
                else
                {
                    // 十二 is twelve; the places fall.
                    if (place >= last || (digit < 0 && !(place == 10 && section == 0 && total == 0)) || digit == 0)
                    {
                        return null;
                    }

                    (section, last) = (section + (Math.Max(digit, 1) * place), place);
                }

                digit = -1;
            }
            else
            {
                return null;
            }
        }

        return total + section + Math.Max(digit, 0);
    }

    private static long Digit(char c) => "零一二三四五六七八九".IndexOf(c, StringComparison.Ordinal) is >= 0 and var digit ? digit : c switch { '〇' => 0, '两' => 2, _ => -1 };

    private static long Place(char c) => c switch { '十' => 10, '百' => 100, '千' => 1_000, '万' => 10_000, '亿' => 100_000_000, _ => 0 };
}
