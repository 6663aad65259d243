using System.Globalization;

using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>C_6^2, 6C_2, A_n^k and C_n^k as numbers of choices, where the other answer knows no letter C.</summary>
internal static class Counting
{
    private const int LongestIndex = 8;
    private const int StepsOfAnIndex = 200;

    /// <summary>The expression with its choices written out; null when it has none.</summary>
    public static Node? Read(Node node)
    {
        if (node.Kind == NodeKind.Power && Indexed(node[0]) is var (letter, n))
        {
            return NameGrammar.Chosen(letter, n, node[1]);
        }

        if (node.Kind == NodeKind.Multiply && node.Items.Length == 2 && (node[0].IsNumber || node[0].Kind == NodeKind.Symbol) && Indexed(node[1]) is var (name, k) && name != "A")
        {
            return NameGrammar.Chosen(name, node[0], k);
        }

        Node[]? items = null;
        for (var i = 0; i < node.Items.Length; i++)
        {
            if (Read(node[i]) is { } item)
            {
                items ??= [.. node.Items];
                items[i] = item;
            }
        }

        return items is null ? null : node.With(items);
    }

    /// <summary>True when the letters C, P or A with an index stand in it: then they are names.</summary>
    public static bool Names(Node node) => node.Any(static item => item.Kind == NodeKind.Symbol && item.Name is "C" or "P" or "A" || Indexed(item) is not null);

    private static (string Letter, Node Index)? Indexed(Node node)
    {
        if (node.Kind != NodeKind.Symbol || node.Name.Length < 3 || node.Name[0] is not ('C' or 'P' or 'A') || node.Name[1] != '_')
        {
            return null;
        }

        var index = node.Name[2..];
        return int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < 10_000 ? (node.Name[..1], Node.OfNumber(number))
            : index.Length <= LongestIndex && Parser.Parse(index, ParseMode.Math, new Budget(StepsOfAnIndex), out _) is { Kind: NodeKind.Symbol or NodeKind.Multiply or NodeKind.Add } letters && letters.Any(static item => item.Kind == NodeKind.Symbol) ? (node.Name[..1], letters) : null;
    }
}
