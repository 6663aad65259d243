using System.Globalization;

using Guide.Answers.Numbers;

namespace Guide.Answers.Syntax;

/// <summary>Times of day ("10:30 a.m.", "22:30") and dates ("January 5, 2020", "5 Jan 2020", "2020-01-05").</summary>
internal static class DateReader
{
    private static readonly string[] Months = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    /// <summary>A time of day; null when the tokens are not one. Without a.m. or p.m. an hour:minute pair is left to be a ratio unless its minutes have two digits and it stands alone.</summary>
    public static Node? Time(List<Token> tokens, int from, int to)
    {
        if (Named(tokens, from, to) is { } named)
        {
            return named;
        }

        if (to - from < 3 || tokens[from].Kind != TokenKind.Number || !tokens[from + 1].Is(":") || tokens[from + 2].Kind != TokenKind.Number)
        {
            // "5 p.m."
            if (to - from == 2 && tokens[from].Kind == TokenKind.Number && Half(tokens[from + 1].Text) is { } onlyHour && Whole(tokens[from], 12) is { } oclock)
            {
                return Node.TimeOfDay(((oclock % 12) + onlyHour) * 3600L, halfKnown: true);
            }

            return null;
        }

        if (Whole(tokens[from], 24) is not { } hours || Whole(tokens[from + 2], 59) is not { } minutes || tokens[from + 2].Text.Length != 2)
        {
            return null;
        }

        var at = from + 3;
        var seconds = 0;
        if (at + 1 < to && tokens[at].Is(":") && Whole(tokens[at + 1], 59) is { } given && tokens[at + 1].Text.Length == 2)
        {
            seconds = given;
            at += 2;
        }

        if (at == to)
        {
            return null;
        }

        if (at + 1 == to && tokens[at].Kind is TokenKind.Word && Half(tokens[at].Text) is { } half)
        {
            return hours > 12 ? null : Node.TimeOfDay((((hours % 12) + half) * 3600L) + (minutes * 60) + seconds, halfKnown: true);
        }

        return null;
    }

    // "noon", "12 noon", "12:00 midnight"
    private static Node? Named(List<Token> tokens, int from, int to)
    {
        if (tokens[to - 1].Kind != TokenKind.Word || tokens[to - 1].Text.ToLowerInvariant() is not ("noon" or "midnight"))
        {
            return null;
        }

        var alone = to - from == 1;
        var twelve = to - from is 2 or 4 && Whole(tokens[from], 12) == 12 && (to - from == 2 || (tokens[from + 1].Is(":") && Whole(tokens[from + 2], 0) == 0));
        return alone || twelve ? Node.TimeOfDay(tokens[to - 1].Text.Equals("noon", StringComparison.OrdinalIgnoreCase) ? 43_200 : 0, halfKnown: true) : null;
    }

    /// <summary>A date; null when the tokens are not one.</summary>
    public static Node? Read(List<Token> tokens, int from, int to)
    {
        if (to - from is < 2 or > 8)
        {
            return null;
        }

        int? year = null, month = null, day = null;
        var numbers = 0;
        if (to - from == 5 && tokens[from].Kind == TokenKind.Number && tokens[from].Text.Length == 4 && tokens[from + 1].Is("-") && tokens[from + 3].Is("-"))
        {
            (year, month, day) = (Whole(tokens[from], 9999), Whole(tokens[from + 2], 12), Whole(tokens[from + 4], 31));
            return tokens[from + 2].Text.Length == 2 ? Make(year, month, day) : null;
        }

        for (var i = from; i < to; i++)
        {
            var token = tokens[i];
            if (token.Kind == TokenKind.Number)
            {
                numbers++;
                if (Whole(token, 31) is { } small and > 0 && day is null && token.Text.Length <= 2)
                {
                    day = small;
                }
                else if (Whole(token, 9999) is { } large and >= 1000 && year is null && token.Text.Length == 4)
                {
                    year = large;
                }
                else
                {
                    return null;
                }
            }
            else if (token.Kind == TokenKind.Word && MonthOf(token.Text) is { } named && month is null)
            {
                month = named;
            }
            else if (token.Kind == TokenKind.Word && token.Text is "th" or "st" or "nd" or "rd" or "of" or "the")
            {
            }
            else if (!(token.Is(",") || token.Is(".") || token.Is("^") || token.Is("{") || token.Is("}")))
            {
                return null;
            }
        }

        return month is null || numbers == 0 ? null : Make(year, month, day);
    }

    private static Node? Make(int? year, int? month, int? day) => month is null
        ? null
        : Node.Named(NodeKind.Date, string.Create(CultureInfo.InvariantCulture, $"{year?.ToString("D4", CultureInfo.InvariantCulture) ?? "?"}-{month:D2}-{day?.ToString("D2", CultureInfo.InvariantCulture) ?? "?"}"));

    private static int? MonthOf(string word)
    {
        var lower = word.ToLowerInvariant();
        for (var i = 0; i < Months.Length; i++)
        {
            if (Months[i] == lower || (lower.Length == 3 && Months[i].StartsWith(lower, StringComparison.Ordinal)) || lower == "sept" && i == 8)
            {
                return i + 1;
            }
        }

        return null;
    }

    private static int? Half(string word) => word.Replace(".", string.Empty, StringComparison.Ordinal).ToLowerInvariant() switch { "am" => 0, "pm" => 12, _ => null };

    private static int? Whole(Token token, int largest)
    {
        if (token.Kind != TokenKind.Number || token.Number is not { Places: < 0 } number || !number.Value.IsInteger || Rational.Compare(number.Value, new Rational(largest)) > 0)
        {
            return null;
        }

        return (int)number.Value.Numerator;
    }
}
