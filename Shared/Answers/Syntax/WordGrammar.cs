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
    private static Node? FractionWord(List<string> words)
    {
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

    /// <summary>"twenty-five", "three hundred and fifty", "minus four", "a dozen", "three point five", "one half"; null for anything else.</summary>
    public Node? NumberWord(int from, int to)
    {
        var words = new List<string>();
        var and = 0;
        for (var i = from; i < to; i++)
        {
            if (cursor.Tokens[i].Is("-") || cursor.Tokens[i].Is("and") || (cursor.Tokens[i].Is(",") && words.Count > 0 && Vocabulary.ScaleWords.TryGetValue(words[^1], out var power) && power > 2))
            {
                and = cursor.Tokens[i].Is("and") ? words.Count : and;
                continue;
            }

            if (cursor.Tokens[i].Kind is not (TokenKind.Word or TokenKind.Symbol))
            {
                return null;
            }

            words.AddRange(cursor.Tokens[i].Text.ToLowerInvariant().Split('-'));
        }

        if (and > 0 && and < words.Count && FractionWord(words[and..]) is { } part && NumberWord(words[..and]) is { Places: < 0 } whole)
        {
            // "two and a half"
            return Node.OfNumber(whole.Value + part.Value);
        }

        return words is ["minus" or "negative", .. var rest] && rest.Count > 0 ? NumberWord(rest) is { } positive ? Node.Negate(positive) : null : NumberWord(words);
    }

    private static Node? NumberWord(List<string> words)
    {
        if (FractionWord(words) is { } fraction)
        {
            return fraction;
        }

        if (words is [var numeral] && ChineseNumerals.Read(numeral) is { } chinese)
        {
            return Node.OfNumber(chinese);
        }

        // "a hundred", "a dozen"
        if (words is ["a" or "an", _, ..] && words[1] is "hundred" or "thousand" or "million" or "dozen")
        {
            words = ["one", .. words.Skip(1)];
        }

        var point = words.IndexOf("point");
        if (point > 0 && point < words.Count - 1)
        {
            var digits = words[(point + 1)..].ConvertAll(static word => Vocabulary.NumberWords.TryGetValue(word, out var digit) && digit < 10 ? digit : -1);
            return digits.Contains(-1) || Whole(words[..point]) is not { } whole ? null : Node.OfNumber(whole + Rational.Of(BigInteger.Parse(string.Concat(digits), System.Globalization.CultureInfo.InvariantCulture), BigInteger.Pow(10, digits.Count)), digits.Count);
        }

        return Whole(words) is { } value ? Node.OfNumber(value) : null;
    }

    private static Rational? Whole(List<string> words)
    {
        BigInteger total = 0, group = 0;
        foreach (var word in words)
        {
            if (Vocabulary.NumberWords.TryGetValue(word, out var value) && (word.Length > 2 || word[0] > 127) && word is not ("hex" or "binary" or "octal" or "decimal" or "hexadecimal"))
            {
                group += value;
            }
            else if (word == "dozen" && group > 0)
            {
                group *= 12;
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

        return words.Count == 0 ? null : new Rational(total + group);
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
