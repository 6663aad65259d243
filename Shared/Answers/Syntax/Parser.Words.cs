using System.Numerics;
using System.Text;

using Guide.Answers.Numbers;

namespace Guide.Answers.Syntax;

/// <content>Prose: phrases, numbers in words, what is no mathematics.</content>
internal sealed partial class Parser
{
    private Node Words(int from, int to)
    {
        var text = new StringBuilder();
        for (var i = from; i < to; i++)
        {
            var token = _tokens[i];
            if (token.Kind == TokenKind.Mark && token.Text is not ("-" or "+" or "=" or "<" or ">" or "/" or "^" or "in?" or "and" or "or" or "not"))
            {
                continue;
            }

            if (text.Length > 0 && (token.Spaced || token.Kind == TokenKind.Word || _tokens[i - 1].Kind == TokenKind.Word))
            {
                text.Append(' ');
            }

            text.Append(token.Text is "in?" ? "in" : token.Text);
        }

        return Node.Words(text.ToString());
    }

    private Node Phrase(int from, int to)
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
            if (_tokens[i].Is("-"))
            {
                continue;
            }

            if (_tokens[i].Kind is not (TokenKind.Word or TokenKind.Symbol))
            {
                return null;
            }

            words.AddRange(_tokens[i].Text.ToLowerInvariant().Split('-'));
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

    private Node? NumberWord(int from, int to)
    {
        if (FractionWord(from, to) is { } fraction)
        {
            return fraction;
        }

        BigInteger total = 0, group = 0;
        for (var i = from; i < to; i++)
        {
            if (_tokens[i].Is("-") || _tokens[i].Is("and"))
            {
                continue;
            }

            if (_tokens[i].Kind != TokenKind.Word)
            {
                return null;
            }

            foreach (var word in _tokens[i].Text.Split('-'))
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

    private Node WordOperand()
    {
        var from = _at;
        while (_at < _end && !(Current.Kind == TokenKind.Mark && Current.Text is "=" or "<" or ">" or ")" or "," or "\\}"))
        {
            _at++;
        }

        return NumberWord(from, _at) ?? Words(from, _at);
    }
}
