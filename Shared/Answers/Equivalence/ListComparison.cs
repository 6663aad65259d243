using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>Several answers: any order, unless labels or a tuple give one.</summary>
internal sealed class ListComparison(IComparison comparison)
{
    private const int MostItems = 200;

    /// <summary>True for forms that are several answers: lists, sets, values with a ± sign.</summary>
    public static bool IsMany(Node node) => node.Kind is NodeKind.List or NodeKind.Set || (node.Kind is not (NodeKind.Tuple or NodeKind.Matrix) && Rewriting.HasPlusMinus(node)) || (node.Kind == NodeKind.Tuple && Rewriting.HasPlusMinus(node));

    public bool SameLists(Node gold, Node said)
    {
        var (goldSet, saidSet) = (gold.Kind == NodeKind.Set, said.Kind == NodeKind.Set);
        if ((goldSet && said.Kind == NodeKind.Tuple) || (saidSet && gold.Kind == NodeKind.Tuple))
        {
            return comparison.By("a set against a tuple", false);
        }

        // p ∧ q is not p ∨ q.
        if (gold.Kind == NodeKind.List && said.Kind == NodeKind.List && gold.Name.Length > 0 && said.Name.Length > 0 && gold.Name != said.Name)
        {
            return comparison.By("and against or", false);
        }

        if (PlusMinusForm.Same(gold, said, comparison))
        {
            return comparison.By("pairs by their centre and spread", true);
        }

        var (goldItems, saidItems) = (Items(gold), Items(said));
        if (goldItems is null || saidItems is null || goldItems.Count > MostItems || saidItems.Count > MostItems)
        {
            return comparison.By("too many answers", false);
        }

        // x = 1, y = 2; x = 3, y = 4 are pairs.
        goldItems = Grouped(goldItems, saidItems);
        saidItems = Grouped(saidItems, goldItems);
        if (OneValue(gold, goldItems, said, saidItems))
        {
            return comparison.By("one value in several forms", true);
        }

        // [2, 5] holds more than its ends.
        if (gold is { Kind: NodeKind.Tuple, Name: "[]", Items.Length: 2 } || said is { Kind: NodeKind.Tuple, Name: "[]", Items.Length: 2 })
        {
            return comparison.By("a closed interval against its ends", false);
        }

        // A tuple always has an order.
        if (gold.Kind == NodeKind.Tuple || said.Kind == NodeKind.Tuple)
        {
            var (a, b) = (Flat(goldItems), Flat(saidItems));
            return comparison.By("a tuple against a list, in order", a.Count == b.Count && comparison.InOrder(a, b));
        }

        return SameItems(goldItems, goldSet, saidItems, saidSet);
    }

    // One value said in two ways: 15.975 or 639/40.
    private bool OneValue(Node gold, List<Node> goldItems, Node said, List<Node> saidItems) =>
        (goldItems.Count == 1 && gold.Kind != NodeKind.Set && said.Kind == NodeKind.List && saidItems.Count is > 1 and <= 4 && saidItems.TrueForAll(item => comparison.Same(goldItems[0], item)))
        || (saidItems.Count == 1 && said.Kind != NodeKind.Set && gold.Kind == NodeKind.List && goldItems.Count is > 1 and <= 4 && !goldItems.Exists(Equation.IsEquation) && goldItems.TrueForAll(item => comparison.Same(item, saidItems[0])));

    private bool SameItems(List<Node> goldItems, bool goldSet, List<Node> saidItems, bool saidSet)
    {
        // Labels on one side only: the order of the gold's labels counts.
        var (goldLabels, saidLabels) = (DistinctLabels(goldItems), DistinctLabels(saidItems));
        if (goldLabels && !saidLabels && saidItems.TrueForAll(static item => !Equation.IsEquation(item)))
        {
            var values = goldItems.ConvertAll(static item => Equation.Value(item)!);
            return comparison.By("labelled answers, in order", !saidSet && values.Count == saidItems.Count && comparison.InOrder(values, saidItems));
        }

        if (saidLabels && goldItems.TrueForAll(static item => !Equation.IsEquation(item)))
        {
            saidItems = saidItems.ConvertAll(static item => Equation.Value(item)!);
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

        // Which number has which unit is told by the order alone.
        if (goldItems.Exists(static item => item.Kind == NodeKind.Quantity) && saidItems.Exists(static item => item.Kind != NodeKind.Quantity) && goldItems.Exists(item => item.Unit != goldItems[0].Unit))
        {
            return comparison.By("quantities without their units, in order", goldItems.Count == saidItems.Count && comparison.InOrder(goldItems, saidItems));
        }

        if (comparison.Problem.WantsOrder && !goldSet && !saidSet && !goldItems.Exists(static item => item.Kind == NodeKind.Tuple || Equation.IsEquation(item)))
        {
            return comparison.By("several answers in the order asked for", goldItems.Count == saidItems.Count && comparison.InOrder(goldItems, saidItems));
        }

        return comparison.By("several answers in any order", comparison.Matching(goldItems, saidItems));
    }

    private static List<Node> Flat(List<Node> items) => items.Count == 1 && items[0].Kind == NodeKind.Tuple ? [.. items[0].Items] : items.ConvertAll(static item => Equation.IsEquation(item) && Equation.Value(item) is { } value ? value : item);

    private List<Node>? Items(Node node)
    {
        var items = new List<Node>();
        foreach (var item in node.Kind is NodeKind.List or NodeKind.Set ? WithoutDots(node.Items) : [node])
        {
            var values = Rewriting.Expand(item, comparison.Budget);
            if (values is null)
            {
                return null;
            }

            foreach (var value in values)
            {
                // (f(n), g(n)) = (n, 1) are two statements.
                if (Equation.IsEquation(value) && node.Kind is not (NodeKind.List or NodeKind.Set) && Equation.ByName(value) is { } statements)
                {
                    items.AddRange(statements);
                }
                else if (Equation.IsEquation(value) && value.Items.Length is > 2 and < 10 && Array.TrueForAll(value.Items[..^1], static label => label.Kind == NodeKind.Symbol) && !Rewriting.HasSymbols(value.Items[^1]))
                {
                    // m = n = 1
                    items.AddRange(value.Items[..^1].Select(label => Node.Named(NodeKind.Relation, "=", label, value.Items[^1])));
                }
                else if (Equation.IsEquation(value) && value.Items.Length == 2 && value[0].Kind == NodeKind.Tuple && Equation.IsLabel(value[0]))
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

    // 1, 3, …, 99 are all of them, if the steps are whole and even.
    private static Node[] WithoutDots(Node[] items)
    {
        var dots = Array.FindIndex(items, static item => item is { Kind: NodeKind.Symbol, Name: "…" });
        if (dots < 1 || dots != items.Length - 2 || !Array.TrueForAll(items, static item => item.Kind == NodeKind.Symbol || (item.IsNumber && item.Value.IsInteger && item.Value.Bits < 40)))
        {
            return items;
        }

        if (items[..dots].Concat(items[(dots + 1)..]).Any(static item => item.Kind == NodeKind.Symbol))
        {
            return items;
        }

        var (first, last) = ((long)items[0].Value.Numerator, (long)items[^1].Value.Numerator);
        var step = dots > 1 ? (long)items[1].Value.Numerator - first : 1;
        for (var i = 1; i < dots; i++)
        {
            if ((long)items[i].Value.Numerator != first + (i * step))
            {
                return items;
            }
        }

        if (step == 0 || (last - first) % step != 0 || (last - first) / step is < 2 or > MostItems - 1)
        {
            return items;
        }

        return [.. Enumerable.Range(0, (int)((last - first) / step) + 1).Select(i => Node.OfNumber(first + (i * step)))];
    }

    private static List<Node> Grouped(List<Node> items, List<Node> other)
    {
        if (items.Count < 4 || !other.Exists(static item => item.Kind == NodeKind.Tuple) || !items.TrueForAll(static item => Equation.IsEquation(item) && Equation.Value(item) is not null))
        {
            return items;
        }

        var first = Equation.LabelText(items[0][0]);
        var period = items.FindIndex(1, item => Equation.LabelText(item[0]) == first);
        if (period < 2 || items.Count % period != 0)
        {
            return items;
        }

        var groups = new List<Node>();
        for (var i = 0; i < items.Count; i += period)
        {
            for (var k = 0; k < period; k++)
            {
                if (Equation.LabelText(items[i + k][0]) != Equation.LabelText(items[k][0]))
                {
                    return items;
                }
            }

            groups.Add(Node.Named(NodeKind.Tuple, "()", [.. items.GetRange(i, period).Select(static item => Equation.Value(item)!)]));
        }

        return groups;
    }

    private static bool DistinctLabels(List<Node> items)
    {
        if (items.Count < 2 || !items.TrueForAll(static item => Equation.IsEquation(item) && Equation.Value(item) is not null))
        {
            return false;
        }

        var labels = items.ConvertAll(static item => Equation.LabelText(item[0]));
        if (labels.Distinct(StringComparer.Ordinal).Count() != labels.Count)
        {
            return false;
        }

        // x_1 = 2, x_2 = 3 are values of one unknown.
        return !items.TrueForAll(item => item[0].Kind == NodeKind.Symbol && item[0].Name.Contains('_', StringComparison.Ordinal) && Equation.Stem(item[0].Name) == Equation.Stem(items[0][0].Name) && char.IsLower(item[0].Name[0]) && item[0].Name.Length == 3 && Equation.Stem(item[0].Name) is "x" or "y" or "z" or "t");
    }

    private static List<Node> OneUnknown(List<Node> items, List<Node> other)
    {
        if (items.Exists(static item => Equation.IsEquation(item)) && (!other.Exists(static item => Equation.IsEquation(item)) || SameUnknown(items, other)))
        {
            return items.ConvertAll(static item => Equation.IsEquation(item) && Equation.Value(item) is { } value ? value : item);
        }

        return items;
    }

    private static bool SameUnknown(List<Node> items, List<Node> other)
    {
        var stems = items.Concat(other).Where(static item => Equation.IsEquation(item)).Select(static item => item[0].Kind == NodeKind.Symbol ? Equation.Stem(item[0].Name) : Equation.LabelText(item[0])).Distinct(StringComparer.Ordinal);
        return stems.Count() == 1;
    }

    private List<Node> Distinct(List<Node> items)
    {
        if (items.TrueForAll(static item => item.IsNumber))
        {
            return [.. items.DistinctBy(static item => item.Value)];
        }

        var distinct = new List<Node>(items.Count);
        foreach (var item in items)
        {
            if (!distinct.Exists(known => comparison.Same(known, item)))
            {
                distinct.Add(item);
            }
        }

        return distinct;
    }
}
