namespace Guide.CodeSandbox.Judging;

/// <summary>Whether a line of code lies inside a text of three quotes: a fence in there is a word of the text, if the text ends at all.</summary>
internal sealed class OpenText
{
    private static readonly string[] Quotes = ["\"\"\"", "'''"];

    private string? _open;

    /// <summary>Takes the next line of the block.</summary>
    public void Read(string line) => _open = After(line);

    /// <summary>True: a text that began above goes on in this line, and ends further down.</summary>
    public bool IsOpen(string[] lines, int at)
    {
        if (_open is not string quotes)
        {
            return false;
        }

        // Behind a second fence that opens a block again the text would be of another block.
        for (var i = at; i < lines.Length && i < at + 2000; i++)
        {
            if (lines[i].Contains(quotes, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True: the line leaves a text open, or goes on with one.</summary>
    public bool Holds(string line) => _open is not null || After(line) is not null;

    private string? After(string line)
    {
        var open = _open;
        for (var i = 0; i + 3 <= line.Length; i++)
        {
            var three = line.Substring(i, 3);
            if (open is not null ? three == open : Quotes.Contains(three))
            {
                open = open is null ? three : null;
                i += 2;
            }
            else if (open is null && line[i] == '#')
            {
                break;
            }
        }

        return open;
    }
}
