using System.Net;
using System.Text;

using Guide.Cli.Reporting.Drawing;

namespace Guide.Cli.Reporting;

/// <summary>Parts of the page.</summary>
internal static class Html
{
    /// <summary>Text, so that no name becomes markup.</summary>
    public static string E(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A chart: its title, its legend, the drawing, what counts for it.</summary>
    public static void Draw(StringBuilder page, Figure figure)
    {
        page.Append("<figure><figcaption>").Append(E(figure.Title)).Append("</figcaption>");
        if (figure.Legend.Count > 0)
        {
            page.Append("<p class=\"legend\">");
            foreach (var (name, colour) in figure.Legend)
            {
                page.Append("<span><i class=\"").Append(colour).Append("\"></i>").Append(E(name)).Append("</span> ");
            }

            page.Append("</p>");
        }

        page.Append(figure.Svg);
        if (figure.Note.Length > 0)
        {
            page.Append("<p class=\"note\">").Append(E(figure.Note)).Append("</p>");
        }

        page.Append("</figure>\n");
    }

    /// <summary>A table that scrolls in its own place where it is too wide.</summary>
    public static void Table(StringBuilder page, IReadOnlyList<string> header, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        page.Append("<div class=\"scroll\"><table><thead><tr>").AppendJoin("", header.Select(cell => $"<th>{E(cell)}</th>")).Append("</tr></thead><tbody>\n");
        foreach (var row in rows)
        {
            page.Append("<tr>").AppendJoin("", row.Select(cell => $"<td>{E(cell)}</td>")).Append("</tr>\n");
        }

        page.Append("</tbody></table></div>\n");
    }
}
