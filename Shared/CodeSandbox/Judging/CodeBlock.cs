namespace Guide.CodeSandbox.Judging;

/// <summary>A fenced block of a completion.</summary>
/// <param name="Code">Its text.</param>
/// <param name="Language">The word behind the opening fence; empty = none.</param>
public sealed record CodeBlock(string Code, string Language)
{
    /// <summary>The fenced blocks (``` or ~~~), without the indentation of their fences. A block that is cut off at the end of the text counts.</summary>
    public static IReadOnlyList<CodeBlock> All(string text)
    {
        var blocks = new List<CodeBlock>();
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

            var indentation = lines[i].TakeWhile(c => c is ' ' or '\t').Count();
            var body = new List<string>();
            var text3 = new OpenText();
            for (i++; i < lines.Length && (text3.IsOpen(lines, i) || !IsClosing(lines[i].Trim(), mark, fence)); i++)
            {
                var content = Dedent(lines[i].TrimEnd('\r'), indentation);
                // A fence at the end of the last line of code.
                var bare = content.TrimEnd();
                if (bare.Length > fence && bare.EndsWith(new string(mark, fence), StringComparison.Ordinal) && !text3.Holds(bare) && !bare[..^fence].Contains(mark))
                {
                    body.Add(bare[..^fence]);
                    break;
                }

                text3.Read(content);
                body.Add(content);
            }

            blocks.Add(new(string.Join('\n', body) + "\n", language.Split([' ', ',', '{', ':'])[0]));
        }

        return blocks;
    }

    private static string Dedent(string line, int most) => line[Math.Min(most, line.TakeWhile(c => c is ' ' or '\t').Count())..];

    private static bool IsClosing(string line, char mark, int fence) => line.Length >= fence && line.All(c => c == mark);
}
