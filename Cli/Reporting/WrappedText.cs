using System.Text;

namespace Guide.Cli.Reporting;

/// <summary>Sentences on a terminal: broken between words.</summary>
internal static class WrappedText
{
    /// <summary>The text in lines of at most that width where its words allow; lines after the first are indented by two.</summary>
    public static string Of(string text, int width)
    {
        var (wrapped, column) = (new StringBuilder(), 0);
        foreach (var word in text.Split(' '))
        {
            if (column > 0 && column + 1 + word.Length > width)
            {
                wrapped.Append("\n  ");
                column = 2;
            }
            else if (column > 0)
            {
                wrapped.Append(' ');
                column++;
            }

            wrapped.Append(word);
            column += word.Length;
        }

        return wrapped.ToString();
    }
}
