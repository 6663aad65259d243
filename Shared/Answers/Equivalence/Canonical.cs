using System.Globalization;
using System.Text;

using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>A text that two expressions share when they differ only in the order of sums and products and in nesting of them.</summary>
internal static class Canonical
{
    public static string Of(Node node, Budget budget)
    {
        budget.Spend(3);
        switch (node.Kind)
        {
            case NodeKind.Number:
                // Long ones in hexadecimal: writing decimal digits is quadratic.
                budget.Spend((int)(node.Value.Bits / 64));
                return node.Value.Bits <= 800 ? node.Value.ToString() : string.Create(CultureInfo.InvariantCulture, $"{node.Value.Numerator:X}/{node.Value.Denominator:X}");
            case NodeKind.BasedNumber:
                return node.Name;
            case NodeKind.Symbol or NodeKind.Constant or NodeKind.Date or NodeKind.Text:
                return node.Name;
            case NodeKind.Add or NodeKind.Multiply or NodeKind.Set or NodeKind.Union or NodeKind.Intersection:
                var parts = new List<string>();
                Gather(node, node.Kind, parts, budget);
                parts.Sort(StringComparer.Ordinal);
                return Join(node.Kind + node.Name, parts);
            case NodeKind.Big when node[0].Name is { Length: > 0 } index && index[0] != '#' && !IsIndefinite(node):
                // The index is bound: its name does not count.
                return Of(node.With([Node.Symbol("#" + node.Name), node[1], node[2], InSubscripts(Rewriting.Replace(index == "i" ? BoundIndices.WithIndexI(node[3]) : node[3], index, Node.Symbol("#" + node.Name)), index, "#" + node.Name)]), budget);
            case NodeKind.Quantity:
                return Of(node[0], budget) + "[" + node.Name + "]";
            default:
                return Join(node.Kind + node.Name, [.. node.Items.Select(item => Of(item, budget))]);
        }
    }

    // The letter of an integral without limits is free.
    private static bool IsIndefinite(Node node) => node.Name == "int" && node[1] is { Kind: NodeKind.Text, Name.Length: 0 };

    // a_k of a sum over k is a_j of one over j.
    private static Node InSubscripts(Node node, string index, string name)
    {
        if (node.Kind == NodeKind.Symbol && node.Name.IndexOf('_', StringComparison.Ordinal) is > 0 and var under && node.Name.IndexOf(index, under, StringComparison.Ordinal) > 0)
        {
            var text = new StringBuilder(node.Name[..(under + 1)]);
            for (var i = under + 1; i < node.Name.Length; i++)
            {
                var here = string.CompareOrdinal(node.Name, i, index, 0, index.Length) == 0 && !char.IsLetter(node.Name[i - 1]) && !(i + index.Length < node.Name.Length && char.IsLetter(node.Name[i + index.Length]));
                text.Append(here ? name : node.Name[i].ToString());
                i += here ? index.Length - 1 : 0;
            }

            return Node.Symbol(text.ToString());
        }

        return node.Items.Length == 0 ? node : node.With(Array.ConvertAll(node.Items, item => InSubscripts(item, index, name)));
    }

    private static void Gather(Node node, NodeKind kind, List<string> parts, Budget budget)
    {
        foreach (var item in node.Items)
        {
            if (item.Kind == kind && kind != NodeKind.Set)
            {
                Gather(item, kind, parts, budget);
            }
            else
            {
                parts.Add(Of(item, budget));
            }
        }
    }

    private static string Join(string head, List<string> parts)
    {
        var text = new StringBuilder(head).Append('(');
        foreach (var part in parts)
        {
            text.Append(part).Append(';');
        }

        return text.Append(')').ToString();
    }
}
