namespace Guide.CodeSandbox.Judging;

/// <summary>The program inside a completion.</summary>
/// <param name="Code">Its text.</param>
/// <param name="Language">The word behind the opening fence; empty = none.</param>
internal sealed record CodeBlock(string Code, string Language)
{
    /// <summary>The last fenced block (``` or ~~~); null = there is none. A block that is cut off at the end of the text counts.</summary>
    public static CodeBlock? Last(string text)
    {
        CodeBlock? last = null;
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            var mark = line.Length > 2 && (line[0] == '`' || line[0] == '~') ? line[0] : '\0';
            if (mark == '\0' || line[1] != mark || line[2] != mark)
            {
                continue;
            }

            var fence = line.TakeWhile(c => c == mark).Count();
            var language = line[fence..].Trim();
            if (language.Contains(mark))
            {
                continue; // inline code
            }

            var body = new List<string>();
            for (i++; i < lines.Length && !IsClosing(lines[i].Trim(), mark, fence); i++)
            {
                body.Add(lines[i].TrimEnd('\r'));
            }

            last = new(string.Join('\n', body) + "\n", language.Split([' ', ',', '{'])[0]);
        }

        return last;
    }

    private static bool IsClosing(string line, char mark, int fence) => line.Length >= fence && line.All(c => c == mark);
}
