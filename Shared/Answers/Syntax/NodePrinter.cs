using System.Text;

namespace Guide.Answers.Syntax;

/// <summary>Writes a parsed form for the verdict's detail, cut at a length.</summary>
internal static class NodePrinter
{
    public static string Print(Node node, int longest)
    {
        var text = new StringBuilder();
        Write(node, text, longest, 0);
        if (text.Length > longest)
        {
            text.Length = longest;
            text.Append('…');
        }

        return text.ToString();
    }

    private static void Write(Node node, StringBuilder text, int longest, int depth)
    {
        if (text.Length > longest || depth > 60)
        {
            return;
        }

        switch (node.Kind)
        {
            case NodeKind.Number:
                text.Append(node.Value);
                return;
            case NodeKind.Constant or NodeKind.Symbol or NodeKind.BasedNumber:
                text.Append(node.Name);
                return;
            case NodeKind.Text:
                text.Append('"').Append(node.Name).Append('"');
                return;
            case NodeKind.Time:
                text.Append("time ").Append(node.Value).Append(" s");
                return;
            case NodeKind.Date:
                text.Append("date ").Append(node.Name);
                return;
            case NodeKind.Quantity:
                Write(node[0], text, longest, depth + 1);
                text.Append(" [").Append(node.Name).Append(']');
                return;
        }

        text.Append(node.Kind.ToString().ToLowerInvariant());
        if (node.Name.Length > 0)
        {
            text.Append(' ').Append(node.Name);
        }

        text.Append('(');
        for (var i = 0; i < node.Items.Length; i++)
        {
            if (i > 0)
            {
                text.Append(", ");
            }

            Write(node[i], text, longest, depth + 1);
        }

        text.Append(')');
    }
}
