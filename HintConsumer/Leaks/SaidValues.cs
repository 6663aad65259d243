namespace Guide.HintConsumer.Leaks;

/// <summary>
/// Every value and expression that a text writes: "48/2 + 1" says 48, 2, 1, 48/2 and the whole, but not 2 + 1. A side of a sign that binds
/// more strongly, or that is taken away or divided by, is no expression of its own.
/// </summary>
internal sealed class SaidValues
{
    private const int LongestSpan = 24;
    private const int LongestValue = 400;
    private readonly string _text;
    private readonly int _weakest;
    private readonly HashSet<string> _found;
    private readonly int _most;

    private SaidValues(string text, int weakest, HashSet<string> found, int most) => (_text, _weakest, _found, _most) = (text, weakest, found, most);

    /// <summary>Adds what a text says.</summary>
    /// <param name="text">Plain text (<see cref="PlainText"/>).</param>
    /// <param name="lists">True: values with commas between them are sought as well.</param>
    /// <param name="relations">True: equations and inequalities, too.</param>
    /// <param name="found">Where they go.</param>
    /// <param name="most">The most that are sought.</param>
    /// <returns>False: there are more.</returns>
    public static bool Find(string text, bool lists, bool relations, HashSet<string> found, int most)
    {
        var said = new SaidValues(text, lists ? -1 : relations ? 0 : 1, found, most);
        said.In(HintTokens.Of(text));
        return found.Count < most;
    }

    private void In(IReadOnlyList<Token> tokens)
    {
        var from = 0;
        for (var i = 0; i <= tokens.Count; i++)
        {
            if (i < tokens.Count && tokens[i].Inner is { } inner)
            {
                In(inner);
            }

            if (i == tokens.Count || tokens[i].Kind is TokenKind.Word or TokenKind.Break)
            {
                Spans(tokens, from, i);
                from = i + 1;
            }
        }
    }

    private void Spans(IReadOnlyList<Token> tokens, int from, int to)
    {
        for (var i = from; i < to && _found.Count < _most; i++)
        {
            // In 5-3 the sign belongs to both.
            if (tokens[i].Kind == TokenKind.Sign && !(IsPrefix(tokens[i]) && (i == from || tokens[i - 1].Kind == TokenKind.Sign)))
            {
                continue;
            }

            var weakest = int.MaxValue;
            for (var j = i; j < to && j - i < LongestSpan; j++)
            {
                weakest = Math.Min(weakest, Inside(tokens, i, j));
                if (weakest < _weakest)
                {
                    break;
                }

                var ends = tokens[j].Kind == TokenKind.Value || (tokens[j].Strength == 4 && j > i);
                if (ends && Stands(tokens, from, to, i, j, weakest))
                {
                    Add(tokens[i].From, tokens[j].To);
                }
            }
        }
    }

    private bool IsPrefix(Token token) => _text[token.From] is '-' or '+' or '±';

    // How weakly what j adds to a span is bound to it; values side by side are multiplied.
    private static int Inside(IReadOnlyList<Token> tokens, int i, int j)
    {
        if (j == i)
        {
            return int.MaxValue;
        }

        return tokens[j].Kind == TokenKind.Sign ? tokens[j].Strength : tokens[j - 1].Kind == TokenKind.Value ? 2 : int.MaxValue;
    }

    private bool Stands(IReadOnlyList<Token> tokens, int from, int to, int i, int j, int weakest)
    {
        if (weakest == int.MaxValue)
        {
            return true;
        }

        if (i > from && tokens[i].Kind == TokenKind.Value)
        {
            var left = tokens[i - 1];
            var strength = left.Kind == TokenKind.Sign ? left.Strength : 2;
            if (strength > weakest || (strength == weakest && left.Kind == TokenKind.Sign && _text[left.From] is '-' or '/' or '^'))
            {
                return false;
            }
        }

        if (j + 1 < to)
        {
            var right = tokens[j + 1];
            return (right.Kind == TokenKind.Sign ? right.Strength : 2) <= weakest;
        }

        return true;
    }

    private void Add(int from, int to)
    {
        if (to - from <= LongestValue && _found.Count < _most)
        {
            _found.Add(_text[from..to]);
        }
    }
}
