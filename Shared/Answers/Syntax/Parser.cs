using System.Text;

using Guide.Answers.Numbers;

namespace Guide.Answers.Syntax;

/// <summary>
/// Recursive descent over the tokens of one answer, with a counted depth and no backtracking beyond one token. What it cannot read as mathematics becomes words.
/// </summary>
internal sealed partial class Parser
{
    private const int DeepestNesting = 360;
    private readonly string _source;
    private readonly List<Token> _tokens;
    private readonly int[] _match;
    private readonly ParseMode _mode;
    private readonly Budget _budget;
    private int _at;
    private int _end;
    private int _depth;
    private int _absolute;
    private bool _setHead;

    private Parser(string source, List<Token> tokens, ParseMode mode, Budget budget)
    {
        _source = source;
        _tokens = tokens;
        _mode = mode;
        _budget = budget;
        _match = new int[tokens.Count];
        Array.Fill(_match, -1);
        var open = new Stack<int>();
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Kind != TokenKind.Mark)
            {
                continue;
            }

            if (Opens(tokens[i]))
            {
                open.Push(i);
            }
            else if (Closes(tokens[i]) && open.TryPop(out var start))
            {
                _match[start] = i;
                _match[i] = start;
            }
        }
    }

    private Token Current => _at < _end ? _tokens[_at] : default;

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
        var parser = new Parser(source, tokens, mode, budget);
        compact = parser.Writing();
        return parser.Answer(0, tokens.Count - 1);
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

    // The tokens one behind the other: blanks and looks are gone, and braces around a single token.
    private string Writing()
    {
        var text = new StringBuilder();
        for (var i = 0; i < _tokens.Count - 1; i++)
        {
            var token = _tokens[i];
            var single = token.Kind == TokenKind.Mark && ((token.Text == "{" && _match[i] == i + 2) || (token.Text == "}" && i >= 2 && _match[i] == i - 2));
            if (single || (token.Is(".") && i == _tokens.Count - 2))
            {
                continue;
            }

            if (token.Kind != TokenKind.Mark && text.Length > 0 && char.IsLetterOrDigit(text[^1]))
            {
                text.Append(' ');
            }

            text.Append(token.Text);
        }

        return text.ToString();
    }

    // A subscript's name: what it says, without brackets and stops.
    private static string Compact(List<Token> tokens, int from, int to)
    {
        var text = new StringBuilder();
        for (var i = from; i < to; i++)
        {
            var token = tokens[i];
            if (token.Kind == TokenKind.Mark && token.Text is "(" or ")" or "." or "{" or "}" or "\\{" or "\\}" or "," or "'" or "-" or ":" or ";")
            {
                // Brackets and stops do not make a different wording; a sign does.
                if (token.Text is "-" or "," or ":" or ";")
                {
                    text.Append(token.Text);
                }

                continue;
            }

            if (token.Kind is TokenKind.Word or TokenKind.Number && text.Length > 0 && char.IsLetterOrDigit(text[^1]))
            {
                text.Append(' ');
            }

            text.Append(token.Text);
        }

        return text.ToString();
    }

    private static bool Opens(Token token) => token.Kind == TokenKind.Mark && (token.Text is "(" or "[" or "\\{" or "{" or "lfloor" or "lceil" || token.Text.StartsWith("begin ", StringComparison.Ordinal));
    private static bool Closes(Token token) => token.Kind == TokenKind.Mark && (token.Text is ")" or "]" or "\\}" or "}" or "rfloor" or "rceil" || token.Text.StartsWith("end ", StringComparison.Ordinal));
    private string Raw(int from, int to) => _source[_tokens[from].Start.._tokens[to - 1].End];
}
