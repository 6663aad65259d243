using System.Text;

using Guide.Answers.Numbers;

namespace Guide.Answers.Syntax;

/// <summary>A place in the tokens of one answer, how far may be read, which bracket closes which, and what surrounds the place. All that the rules share.</summary>
internal sealed class TokenCursor
{
    /// <summary>Levels of nesting that are followed.</summary>
    public const int DeepestNesting = 360;

    private const int TokensAStep = 16;

    private readonly string _source;

    public TokenCursor(string source, List<Token> tokens, ParseMode mode, Budget budget)
    {
        _source = source;
        Tokens = tokens;
        Mode = mode;
        Budget = budget;
        Match = Pairs(tokens);
    }

    public List<Token> Tokens { get; }

    /// <summary>The bracket that belongs to the one at this index; -1 for none.</summary>
    public int[] Match { get; }

    public ParseMode Mode { get; }

    public Budget Budget { get; }

    /// <summary>True: sin x/2 is (sin x)/2, and so ends an argument at a thin space; false: sin(x/2).</summary>
    public bool SlashEndsArgument { get; init; }

    /// <summary>The token that is read next.</summary>
    public int At { get; set; }

    /// <summary>Behind the last token that may be read.</summary>
    public int End { get; set; }

    /// <summary>How deep the expression is nested here.</summary>
    public int Depth { get; set; }

    /// <summary>Open bars of |x| around the place: there a bar closes.</summary>
    public int Bars { get; set; }

    /// <summary>True before the bar or colon of {x | …}: there a bar divides.</summary>
    public bool SetHead { get; set; }

    public Token Current => At < End ? Tokens[At] : default;

    /// <summary>True when "\," stands before the next token.</summary>
    public bool IsBehindThinSpace => At > 0 && At < End && Tokens[At].Start >= Tokens[At - 1].End && _source.AsSpan(Tokens[At - 1].End, Tokens[At].Start - Tokens[At - 1].End).Contains("\\,", StringComparison.Ordinal);

    /// <summary>True when the next token is this mark.</summary>
    public bool Sees(string mark) => At < End && Tokens[At].Is(mark);

    /// <summary>The characters that the tokens were read from.</summary>
    public string Raw(int from, int to) => _source[Tokens[from].Start..Tokens[to - 1].End];

    public bool HasTopLevelComma(int from, int to)
    {
        var looked = 0;
        for (var i = from; i < to; i++)
        {
            if (++looked % TokensAStep == 0)
            {
                Budget.Spend(1);
            }

            if (Match[i] > i)
            {
                i = Match[i];
            }
            else if (Tokens[i].Is(",") || Tokens[i].Is(";"))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The tokens one behind the other: blanks and looks are gone, and braces around a single token.</summary>
    public string Writing()
    {
        var text = new StringBuilder();
        for (var i = 0; i < Tokens.Count - 1; i++)
        {
            var token = Tokens[i];
            var single = token.Kind == TokenKind.Mark && ((token.Text == "{" && Match[i] == i + 2) || (token.Text == "}" && i >= 2 && Match[i] == i - 2));
            if (single || (token.Is(".") && i == Tokens.Count - 2))
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

    public static bool Opens(Token token) => token.Kind == TokenKind.Mark && (token.Text is "(" or "[" or "\\{" or "{" or "lfloor" or "lceil" || token.Text.StartsWith("begin ", StringComparison.Ordinal));

    public static bool Closes(Token token) => token.Kind == TokenKind.Mark && (token.Text is ")" or "]" or "\\}" or "}" or "rfloor" or "rceil" || token.Text.StartsWith("end ", StringComparison.Ordinal));

    private static int[] Pairs(List<Token> tokens)
    {
        var match = new int[tokens.Count];
        Array.Fill(match, -1);
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
                match[start] = i;
                match[i] = start;
            }
        }

        return match;
    }
}
