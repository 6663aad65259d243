using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <content>Several answers: any order, unless labels or a tuple give one.</content>
internal sealed partial class Comparison
{
    private bool SameLists(Node gold, Node said)
    {
        var (goldSet, saidSet) = (gold.Kind == NodeKind.Set, said.Kind == NodeKind.Set);
        if ((goldSet && said.Kind == NodeKind.Tuple) || (saidSet && gold.Kind == NodeKind.Tuple))
        {
            return By("a set against a tuple", false);
        }

        var (goldItems, saidItems) = (Items(gold), Items(said));
        if (goldItems is null || saidItems is null || goldItems.Count > MostItems || saidItems.Count > MostItems)
        {
            return By("too many answers", false);
        }

        // x = 1, y = 2; x = 3, y = 4 are pairs.
        goldItems = Grouped(goldItems, saidItems);
        saidItems = Grouped(saidItems, goldItems);
        var goldLabels = DistinctLabels(goldItems);
        var saidLabels = DistinctLabels(saidItems);

        // One value said in two ways: 15.975 or 639/40.
        if (goldItems.Count == 1 && gold.Kind != NodeKind.Set && said.Kind == NodeKind.List && saidItems.Count is > 1 and <= 4 && saidItems.TrueForAll(item => Same(goldItems[0], item)))
        {
            return By("one value in several forms", true);
        }

        if (saidItems.Count == 1 && said.Kind != NodeKind.Set && gold.Kind == NodeKind.List && goldItems.Count is > 1 and <= 4 && !goldItems.Exists(IsEquation) && goldItems.TrueForAll(item => Same(item, saidItems[0])))
        {
            return By("one value in several forms", true);
        }

        // Labels on one side only: the order of the gold's labels counts; a tuple always has an order.
        if (gold.Kind == NodeKind.Tuple || said.Kind == NodeKind.Tuple)
        {
            var (a, b) = (Flat(goldItems), Flat(saidItems));
            return By("a tuple against a list, in order", a.Count == b.Count && InOrder([.. a], [.. b]));
        }

        if (goldLabels && !saidLabels && saidItems.TrueForAll(static item => !IsEquation(item)))
        {
            var values = goldItems.ConvertAll(static item => Value(item)!);
            return By("labelled answers, in order", !saidSet && values.Count == saidItems.Count && InOrder([.. values], [.. saidItems]));
        }

        if (saidLabels && goldItems.TrueForAll(static item => !IsEquation(item)))
        {
            saidItems = saidItems.ConvertAll(static item => Value(item)!);
        }
        else if (!goldLabels || !saidLabels)
        {
            // x = 2 or x = 3, against 2, 3: one unknown, several values.
            goldItems = OneUnknown(goldItems, saidItems);
            saidItems = OneUnknown(saidItems, goldItems);
        }

        if (goldSet || saidSet)
        {
            goldItems = Distinct(goldItems);
            saidItems = Distinct(saidItems);
        }

        var same = goldItems.Count == saidItems.Count && Matching(goldItems, saidItems);
        return By("several answers in any order", same);
    }

    private static List<Node> Flat(List<Node> items) => items.Count == 1 && items[0].Kind == NodeKind.Tuple ? [.. items[0].Items] : items.ConvertAll(static item => IsEquation(item) && Value(item) is { } value ? value : item);

    private List<Node>? Items(Node node)
    {
        var items = new List<Node>();
        foreach (var item in node.Kind is NodeKind.List or NodeKind.Set ? node.Items : [node])
        {
            var values = Rewriting.Expand(item, _budget);
            if (values is null)
            {
                return null;
            }

            foreach (var value in values)
            {
                // (f(n), g(n)) = (n, 1) are two statements.
                if (IsEquation(value) && value.Items.Length == 2 && value[0].Kind == NodeKind.Tuple && value[1].Kind == NodeKind.Tuple && value[0].Items.Length == value[1].Items.Length && node.Kind is not (NodeKind.List or NodeKind.Set))
                {
                    items.AddRange(value[0].Items.Zip(value[1].Items, static (label, v) => Node.Named(NodeKind.Relation, "=", label, v)));
                }
                else if (IsEquation(value) && value.Items.Length is > 2 and < 10 && Array.TrueForAll(value.Items[..^1], static label => label.Kind == NodeKind.Symbol) && !Rewriting.HasSymbols(value.Items[^1]))
                {
                    // m = n = 1
                    items.AddRange(value.Items[..^1].Select(label => Node.Named(NodeKind.Relation, "=", label, value.Items[^1])));
                }
                else if (IsEquation(value) && value.Items.Length == 2 && value[0].Kind == NodeKind.Tuple && IsLabel(value[0]))
                {
                    items.Add(value[1]);
                }
                else
                {
                    items.Add(value);
                }
            }
        }

        return items;
    }

    private static List<Node> Grouped(List<Node> items, List<Node> other)
    {
        if (items.Count < 4 || !other.Exists(static item => item.Kind == NodeKind.Tuple) || !items.TrueForAll(static item => IsEquation(item) && Value(item) is not null))
        {
            return items;
        }

        var first = LabelText(items[0][0]);
        var period = items.FindIndex(1, item => LabelText(item[0]) == first);
        if (period < 2 || items.Count % period != 0)
        {
            return items;
        }

        var groups = new List<Node>();
        for (var i = 0; i < items.Count; i += period)
        {
            for (var k = 0; k < period; k++)
            {
                if (LabelText(items[i + k][0]) != LabelText(items[k][0]))
                {
                    return items;
                }
            }

            groups.Add(Node.Named(NodeKind.Tuple, "()", [.. items.GetRange(i, period).Select(static item => Value(item)!)]));
        }

        return groups;
    }

    private static bool DistinctLabels(List<Node> items)
    {
        if (items.Count < 2 || !items.TrueForAll(static item => IsEquation(item) && Value(item) is not null))
        {
            return false;
        }

        var labels = items.ConvertAll(static item => LabelText(item[0]));
        if (labels.Distinct(StringComparer.Ordinal).Count() != labels.Count)
        {
            return false;
        }

        // x_1 = 2, x_2 = 3 are values of one unknown.
        return !items.TrueForAll(item => item[0].Kind == NodeKind.Symbol && item[0].Name.Contains('_', StringComparison.Ordinal) && Stem(item[0].Name) == Stem(items[0][0].Name) && char.IsLower(item[0].Name[0]) && item[0].Name.Length == 3 && Stem(item[0].Name) is "x" or "y" or "z" or "t");
    }

    private static List<Node> OneUnknown(List<Node> items, List<Node> other)
    {
        if (items.Exists(static item => IsEquation(item)) && (!other.Exists(static item => IsEquation(item)) || SameUnknown(items, other)))
        {
            return items.ConvertAll(static item => IsEquation(item) && Value(item) is { } value ? value : item);
        }

        return items;
    }

    private static bool SameUnknown(List<Node> items, List<Node> other)
    {
        var stems = items.Concat(other).Where(static item => IsEquation(item)).Select(static item => item[0].Kind == NodeKind.Symbol ? Stem(item[0].Name) : LabelText(item[0])).Distinct(StringComparer.Ordinal);
        return stems.Count() == 1;
    }

    private List<Node> Distinct(List<Node> items)
    {
        var distinct = new List<Node>(items.Count);
        foreach (var item in items)
        {
            if (!distinct.Exists(known => Same(known, item)))
            {
                distinct.Add(item);
            }
        }

        return distinct;
    }
}
