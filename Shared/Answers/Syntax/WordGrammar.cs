using System.Numerics;
using System.Text;

using Guide.Answers.Numbers;

namespace Guide.Answers.Syntax;

/// <summary>Prose: phrases, numbers in words, what is no mathematics.</summary>
internal sealed class WordGrammar(TokenCursor cursor)
{
    /// <summary>The tokens as words: stops and brackets of prose are gone, signs that mean something stay.</summary>
    public Node Words(int from, int to)
    {
        var text = new StringBuilder();
        for (var i = from; i < to; i++)
        {
            var token = cursor.Tokens[i];
            if (token.Kind == TokenKind.Mark && Sign(token, i > from && !token.Spaced && cursor.Tokens[i - 1].End == token.Start) is var sign && sign.Length == 0)
            {
                continue;
            }

            if (text.Length > 0 && (token.Spaced || token.Kind == TokenKind.Word || cursor.Tokens[i - 1].Kind == TokenKind.Word))
            {
                text.Append(' ');
            }

            text.Append(token.Kind == TokenKind.Mark ? Sign(token, glued: true) : token.Text);
        }

        return Node.Words(text.ToString());
    }

    // Brackets count where they belong to a formula: Ca(OH)_2.
    private static string Sign(Token token, bool glued) => token.Text switch
    {
        "in?" => "in",
        "*" => "·",
        "(" => glued ? "⦅" : string.Empty,
        "{" or "}" or "\\{" or "\\}" or ")" or "[" or "]" or "," or "." or ";" or ":" or "'" or "''" or "?" or "!" or "&" or "$" or "\\$" or "check" or "therefore" or "_" or "\\" or "@" => string.Empty,
        var text => text,
    };

    public Node Phrase(int from, int to)
    {
        var words = Words(from, to);
        return Phrasebook.Find(words.Name) ?? words;
    }

    // "one half", "two thirds", "a quarter"
    private Node? FractionWord(int from, int to)
    {
        var words = new List<string>();
        for (var i = from; i < to; i++)
        {
            if (cursor.Tokens[i].Is("-"))
            {
                continue;
            }

            if (cursor.Tokens[i].Kind is not (TokenKind.Word or TokenKind.Symbol))
            {
                return null;
            }

            words.AddRange(cursor.Tokens[i].Text.ToLowerInvariant().Split('-'));
        }

        if (words is ["half"])
        {
            return Node.OfNumber(Rational.Of(1, 2));
        }

        if (words.Count != 2 || !Vocabulary.FractionWords.TryGetValue(words[1], out var bottom))
        {
            return null;
        }

        var top = words[0] is "a" or "an" ? 1 : Vocabulary.NumberWords.TryGetValue(words[0], out var named) && words[0].Length > 2 ? named : 0;
        return top is > 0 and < 100 ? Node.OfNumber(Rational.Of(top, bottom)) : null;
    }

    public Node? NumberWord(int from, int to)
    {
        if (FractionWord(from, to) is { } fraction)
        {
            return fraction;
        }

        BigInteger total = 0, group = 0;
        for (var i = from; i < to; i++)
        {
            if (cursor.Tokens[i].Is("-") || cursor.Tokens[i].Is("and"))
            {
                continue;
            }

            if (cursor.Tokens[i].Kind != TokenKind.Word)
            {
                return null;
            }

            foreach (var word in cursor.Tokens[i].Text.Split('-'))
            {
                if (Vocabulary.NumberWords.TryGetValue(word, out var value) && word.Length > 2 && !(value > 10 && word is "hex") && word is not ("binary" or "octal" or "decimal" or "hexadecimal"))
                {
                    group += value;
                }
                else if (Vocabulary.ScaleWords.TryGetValue(word, out var power) && group > 0 && power > 0)
                {
                    group *= BigInteger.Pow(10, power);
                    if (power > 2)
                    {
                        total += group;
                        group = 0;
                    }
                }
                else
                {
                    return null;
                }
            }
        }

        return Node.OfNumber(new Rational(total + group));
    }

    public Node WordOperand()
    {
        var from = cursor.At;
        while (cursor.At < cursor.End && !(cursor.Current.Kind == TokenKind.Mark && cursor.Current.Text is "=" or "<" or ">" or ")" or "," or "\\}"))
        {
            cursor.At++;
        }

        return NumberWord(from, cursor.At) ?? Words(from, cursor.At);
    }
}
