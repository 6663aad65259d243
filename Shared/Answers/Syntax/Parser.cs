using Guide.Answers.Numbers;

namespace Guide.Answers.Syntax;

/// <summary>Reads one answer: tokens, then the grammar. What cannot be read as mathematics becomes words.</summary>
internal static class Parser
{
    /// <summary>The answer's form; words when it is not mathematics; null when it is empty or too long.</summary>
    public static Node? Parse(string source, ParseMode mode, Budget budget, out string compact)
    {
        compact = string.Empty;
        var tokens = Lexer.Run(source, budget);
        if (tokens is null)
        {
            return null;
        }

        Dollars(tokens);
        if (tokens.Count < 2)
        {
            return null;
        }

        budget.Spend(tokens.Count);
        var cursor = new TokenCursor(source, tokens, mode, budget);
        compact = cursor.Writing();
        return Grammar.Answer(cursor, tokens.Count - 1);
    }

    // Dollar signs delimit mathematics, except one that is left over before a number: that is money.
    private static void Dollars(List<Token> tokens)
    {
        var count = tokens.Count(token => token.Is("$"));
        if (count == 0)
        {
            return;
        }

        var money = -1;
        if (count % 2 == 1)
        {
            money = tokens.FindIndex(token => token.Is("$"));
            if (money + 1 >= tokens.Count || tokens[money + 1].Kind != TokenKind.Number || (count > 1 && tokens[^2].Is("$")))
            {
                money = -1;
            }
        }

        for (var i = tokens.Count - 1; i >= 0; i--)
        {
            if (!tokens[i].Is("$"))
            {
                continue;
            }

            if (i == money)
            {
                tokens[i] = tokens[i] with { Text = "\\$" };
            }
            else
            {
                if (i + 1 < tokens.Count)
                {
                    tokens[i + 1] = tokens[i + 1] with { Spaced = true };
                }

                tokens.RemoveAt(i);
            }
        }
    }
}
