using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>Assignments by their values, equations by their solutions.</summary>
internal sealed class EquationComparison(IComparison comparison, ListComparison lists)
{
    private readonly CurveComparison _curves = new(comparison);

    public bool SameEquations(Node gold, Node said)
    {
        if ((Solved(gold, said) ?? Solved(said, gold)) is { } solved)
        {
            return comparison.By("an equation by its solutions", solved);
        }

        if (Equation.IsEquation(said) && Contradicts(said))
        {
            return comparison.By("a chain of unequal values", false);
        }

        if (Equation.IsEquation(gold) && Equation.IsEquation(said))
        {
            return BothEquations(gold, said);
        }

        var (equation, other, goldIsEquation) = Equation.IsEquation(gold) ? (gold, said, true) : (said, gold, false);

        // (m, n) = (3, 4) and n = 4, m = 3: by name.
        if (Equation.ByName(equation) is { } names && other.Kind == NodeKind.List && Array.TrueForAll(other.Items, Equation.IsEquation))
        {
            return comparison.By("values by their names", goldIsEquation ? comparison.Matching([.. names], [.. other.Items]) : comparison.Matching([.. other.Items], [.. names]));
        }

        // (x, y) = (5, 8) and labelled lists are compared as lists of their values.
        if (Equation.Value(equation) is { } value)
        {
            if (ListComparison.IsMany(other) && !ListComparison.IsMany(value) && value.Kind != NodeKind.Tuple)
            {
                return lists.SameLists(gold, said);
            }

            return goldIsEquation ? comparison.Same(value, other) : comparison.Same(other, value);
        }

        if (ListComparison.IsMany(other))
        {
            return lists.SameLists(gold, said);
        }

        // m + n = 5 + 7 = 12 says 12; 3x = 6 does not say 6.
        if (goldIsEquation || !Equation.States(equation) || RealSets.IsSetForm(other))
        {
            return comparison.By("an equation against something else", false);
        }

        return comparison.By("the value that a statement comes to", comparison.Same(other, equation.Items[^1]));
    }

    // b : a = 3 : 2 in the order a : b.
    private static Node? Reordered(Node ratio, Node order)
    {
        var (names, values) = (ratio[0], ratio.Items[^1]);
        if (values.Kind != NodeKind.Ratio || names.Items.Length != order.Items.Length || values.Items.Length != names.Items.Length)
        {
            return null;
        }

        var places = Array.ConvertAll(order.Items, name => Array.FindIndex(names.Items, other => Equation.LabelText(other) == Equation.LabelText(name)));
        return Array.Exists(places, static place => place < 0) ? null : values.With(Array.ConvertAll(places, place => values[place]));
    }

    // x² = 4 against ±2, {2, −2}, x = 2 or x = −2; null where that is not the question.
    private bool? Solved(Node equation, Node values)
    {
        if (!Equation.IsEquation(equation) || equation.Items.Length != 2 || (Equation.Value(equation) is not null && equation[0] is not { Kind: NodeKind.Call, Name: "abs" }) || !(values.Kind is NodeKind.List or NodeKind.Set || Rewriting.HasPlusMinus(values)) || Rewriting.Symbols(equation) is not { Count: 1 } names)
        {
            return null;
        }

        var points = new List<Node>();
        foreach (var item in values.Kind is NodeKind.List or NodeKind.Set ? values.Items : [values])
        {
            var value = Equation.IsEquation(item) ? item[0] is { Kind: NodeKind.Symbol } name && names.Contains(name.Name) ? Equation.Value(item) : null : item;
            if (value is null || Rewriting.Expand(value, comparison.Budget) is not { } expanded)
            {
                return null;
            }

            points.AddRange(expanded);
        }

        var sets = new RealSets(comparison.Scalars);
        return sets.Read(equation, pairs: false) is { IsFinite: true } solutions && sets.Read(Node.Of(NodeKind.Set, [.. points]), pairs: false) is { } set ? solutions.SameAs(set) : comparison.Scalars.AreRoots(Node.Subtract(equation[0], equation[1]), names.First(), points);
    }

    // |y| = 8 does not say that y is 8.
    private static bool IsAbsolute(Node node) => node is { Kind: NodeKind.Call, Name: "abs" };

    // f(x) = 1 and f(t) = 1 are one constant function; P(A) = 1 and P(B) = 1 are not one probability.
    private static bool IsFunction(string name) => name is "f" or "g" or "h" or "F" or "G" or "H" or "u" or "v" or "y" or "p" or "q";

    private static bool Uses(Node value, Node call) => Rewriting.Symbols(value) is var names && Array.Exists(call.Items, item => names.Contains(item.Name));

    // 7 = 8 = 12 states nothing: the numbers of a chain are one, to the digits that are given.
    private bool Contradicts(Node equation)
    {
        var last = Bare(equation.Items[^1]);
        return IsPlain(last) && Array.Exists(equation.Items[..^1], item => Bare(item) is var link && IsPlain(link) && !comparison.Scalars.Close(link, last));
    }

    private static bool IsPlain(Node node) => Equation.IsClosedValue(node) && !node.Any(static item => item.Kind is NodeKind.Degree or NodeKind.Percent or NodeKind.Quantity or NodeKind.BasedNumber or NodeKind.Ratio or NodeKind.Time);

    private static Node Bare(Node node) => node.Kind == NodeKind.Quantity ? node[0] : node;

    private bool BothEquations(Node gold, Node said)
    {
        // (x, y) = (1, 2) and (y, x) = (2, 1): each name its value.
        if (Equation.ByName(gold) is { } goldNames && Equation.ByName(said) is { } saidNames)
        {
            return comparison.By("values by their names", comparison.Matching([.. goldNames], [.. saidNames]));
        }

        (gold, said) = (Equation.LabelFirst(gold), Equation.LabelFirst(said));
        if (Equation.Value(gold) is { } a && Equation.Value(said) is { } b && BothAssign(gold, said, a, b) is { } same)
        {
            return same;
        }

        return _curves.SameCurve(gold, said);
    }

    // Two names with their values; null where the names do not decide.
    private bool? BothAssign(Node gold, Node said, Node a, Node b)
    {
        var (left, right) = (gold[0], said[0]);
        if (left.Kind == NodeKind.Call && right.Kind == NodeKind.Call && left.Items.Length == right.Items.Length)
        {
            return SameDefinitions(left, a, right, b);
        }

        // y = x² and f(x) = x².
        if (left.Kind == NodeKind.Call != (right.Kind == NodeKind.Call) && left.Kind is NodeKind.Call or NodeKind.Symbol && !IsAbsolute(left) && !IsAbsolute(right) && right.Kind is NodeKind.Call or NodeKind.Symbol && comparison.Same(a, b))
        {
            return true;
        }

        if (Equation.SameLabel(left, right))
        {
            return comparison.Same(a, b) || (Rewriting.HasSymbols(a) && _curves.SameCurve(gold, said));
        }

        return OtherNames(left, right, said, a, b);
    }

    // f(z) = z and f(x) = x define one function; d(A, B) = 3 and d(A, C) = 3 are two distances.
    private bool SameDefinitions(Node left, Node a, Node right, Node b)
    {
        var alike = Equation.LabelText(left) == Equation.LabelText(right);
        var bound = alike || IsFunction(left.Name) || Uses(a, left) || Uses(b, right);
        if (!bound || left.Name != right.Name || !Array.TrueForAll(left.Items, static item => item.Kind == NodeKind.Symbol) || !Array.TrueForAll(right.Items, static item => item.Kind == NodeKind.Symbol))
        {
            return alike && comparison.Same(a, b);
        }

        for (var i = 0; i < right.Items.Length; i++)
        {
            b = Rewriting.Replace(b, right[i].Name, Node.Symbol("bound " + i));
            a = Rewriting.Replace(a, left[i].Name, Node.Symbol("bound " + i));
        }

        return comparison.Same(a, b);
    }

    // A name of a call that no grammar of calls reads: P(A|B).
    private static bool IsCallInWords(Node node) => node.Kind == NodeKind.Text && node.Name.AsSpan().IndexOfAny("|⦅∣(") >= 0;

    // Names that are not the same: ratios in another order, words against a letter.
    private bool? OtherNames(Node left, Node right, Node said, Node a, Node b)
    {
        if (left.Kind == NodeKind.Ratio && right.Kind == NodeKind.Ratio && Reordered(said, left) is { } reordered)
        {
            return comparison.Same(a, reordered);
        }

        if (left.Kind is NodeKind.Text && right.Kind is NodeKind.Text || left.Kind is NodeKind.Ratio || right.Kind is NodeKind.Ratio)
        {
            return comparison.By("values of different names", false);
        }

        if (left.Kind == NodeKind.Tuple || right.Kind == NodeKind.Tuple || left.Kind == NodeKind.Text || right.Kind == NodeKind.Text)
        {
            // P(A|B) is another name than P(A), whichever way each was read.
            if ((IsCallInWords(left) && right.Kind == NodeKind.Call) || (IsCallInWords(right) && left.Kind == NodeKind.Call))
            {
                return comparison.By("values of different names", false);
            }

            // "pH" is no pOH; a label of several words may name any letter.
            var (words, letters) = left.Kind == NodeKind.Text ? (left, right) : (right, left);
            return comparison.By("labelled values", (letters.Kind != NodeKind.Symbol || letters.Name.Length == 1 || words.Kind != NodeKind.Text || words.Name.Contains(' ', StringComparison.Ordinal) || Wording.Normal(words.Name) == Wording.Normal(letters.Name)) && comparison.Same(a, b));
        }

        return Rewriting.HasSymbols(a) || Rewriting.HasSymbols(b) ? null : comparison.By("assignments to different names", false);
    }
}
