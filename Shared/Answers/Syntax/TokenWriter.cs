using Guide.Answers.Numbers;

namespace Guide.Answers.Syntax;

/// <summary>The tokens written so far, and what the readers of characters must know of them.</summary>
internal sealed class TokenWriter(string source, Budget budget)
{
    // What each open bracket is: a comma between digits groups thousands only outside all of them.
    private readonly Stack<char> _open = new();

    public string Source { get; } = source;

    public Budget Budget { get; } = budget;

    public List<Token> Tokens { get; } = [];

    /// <summary>True when blanks stand before the next token.</summary>
    public bool Spaced { get; set; }

    public bool InBrackets => _open.Count > 0;

    /// <summary>Matrices that are open; below 0 where more were closed than opened.</summary>
    public int Environments { get; private set; }

    public bool AfterNumber => Tokens.Count > 0 && Tokens[^1].Kind == TokenKind.Number;

    public void Push(TokenKind kind, string text, int start, int end, Node? number = null, bool fromText = false)
    {
        Tokens.Add(new Token(kind, text, start, end, Spaced, number, fromText));
        Spaced = false;
    }

    /// <summary>A mark that may open or close a bracket.</summary>
    public void PushMark(string text, int start, int end)
    {
        switch (text)
        {
            case "(" or "[":
                _open.Push(text[0]);
                break;
            case "\\{" or "{":
                _open.Push('{');
                break;
            case ")" or "]" or "}" or "\\}":
                _open.TryPop(out _);
                break;
        }

        Push(TokenKind.Mark, text, start, end);
    }

    public void BeginEnvironment(string mark, int start, int end)
    {
        Environments++;
        Push(TokenKind.Mark, mark, start, end);
        _open.Push('m');
    }

    public void EndEnvironment(string mark, int start, int end)
    {
        Environments--;
        Push(TokenKind.Mark, mark, start, end);
        _open.TryPop(out _);
    }

    /// <summary>True when the word stands here.</summary>
    public bool Starts(int position, int end, string word) => position + word.Length <= end && string.CompareOrdinal(Source, position, word, 0, word.Length) == 0;

    /// <summary>The first place from here on that is no blank.</summary>
    public int SkipBlanks(int position, int end)
    {
        while (position < end && Source[position] == ' ')
        {
            position++;
        }

        return position;
    }
}
