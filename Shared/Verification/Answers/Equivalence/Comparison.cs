using Guide.Verification.Answers.Numbers;
using Guide.Verification.Answers.Syntax;
using Guide.Verification.Answers.Units;

namespace Guide.Verification.Answers.Equivalence;

/// <summary>
/// Decides whether two parsed answers are the same answer. Each form has its rule; the rule that decided is kept for the verdict.
/// The gold's form decides two things: labels in the gold fix an order, and a gold in braces is a set.
/// </summary>
internal sealed class Comparison
{
    private const int MostItems = 200;

    private readonly Budget _budget;
    private readonly Scalars _scalars;
    private readonly RealSets _sets;
    private readonly bool _science;
    private int _depth;

    public Comparison(Budget budget, bool naturalLog, Rational tolerance, bool science)
    {
        _budget = budget;
        _scalars = new Scalars(budget, naturalLog, tolerance);
        _sets = new RealSets(_scalars);
        _science = science;
    }

    /// <summary>The rule that decided.</summary>
    public string Rule { get; private set; } = "none";

    public bool Same(Node gold, Node said)
    {
        if (++_depth > 40)
        {
            throw new BudgetExceededException();
        }

        _budget.Spend(5);
        var same = Decide(gold, said);
        _depth--;
        return same;
    }

    private bool By(string rule, bool same)
    {
        Rule = rule;
        return same;
    }

    private bool Decide(Node gold, Node said)
    {
        (gold, said) = (Labelled(gold, said), Labelled(said, gold));

        // Plain numbers first: nearly every case.
        if (gold.IsNumber && said.IsNumber)
        {
            return By("numbers", _scalars.Equal(gold, said));
        }

        if (gold.Kind == NodeKind.Time || said.Kind == NodeKind.Time)
        {
            return By("times of day", SameTime(gold, said));
        }

        if (gold.Kind == NodeKind.Date || said.Kind == NodeKind.Date)
        {
            return By("dates", gold.Kind == said.Kind && SameDate(gold.Name, said.Name));
        }

        if (RealSets.IsSetForm(gold) || RealSets.IsSetForm(said))
        {
            return SameSets(gold, said);
        }

        if (IsEquation(gold) || IsEquation(said))
        {
            return SameEquations(gold, said);
        }

        if (Many(gold) || Many(said))
        {
            return SameLists(gold, said);
        }

        if (gold.Kind is NodeKind.Tuple or NodeKind.Matrix || said.Kind is NodeKind.Tuple or NodeKind.Matrix || Rewriting.HasMatrix(gold) || Rewriting.HasMatrix(said))
        {
            return SameTuples(gold, said);
        }

        if (gold.Kind == NodeKind.Text || said.Kind == NodeKind.Text)
        {
            return SameWords(gold, said);
        }

        if (gold.Kind == NodeKind.Relation || said.Kind == NodeKind.Relation)
        {
            return By("relations", gold.Kind == said.Kind && gold.Name == said.Name && gold.Items.Length == said.Items.Length && InOrder(gold.Items, said.Items));
        }

        if (gold.Kind == NodeKind.Quantity || said.Kind == NodeKind.Quantity || IsAngleOrPercent(gold) || IsAngleOrPercent(said))
        {
            return SameQuantities(gold, said);
        }

        if (gold.Kind == NodeKind.Ratio || said.Kind == NodeKind.Ratio)
        {
            return SameRatios(gold, said);
        }

        if (gold.Kind == NodeKind.BasedNumber || said.Kind == NodeKind.BasedNumber)
        {
            return SameBased(gold, said);
        }

        return By("values", _scalars.Equal(gold, said));
    }

    // A(3, 4) is the point A = (3, 4); against one value C(10, 3) counts combinations.
    private static Node Labelled(Node node, Node other)
    {
        if (node.Kind != NodeKind.Multiply || node.Items.Length != 2 || node[1].Kind != NodeKind.Tuple || node[1].Name != "()" || node[0].Kind != NodeKind.Symbol || !char.IsAsciiLetterUpper(node[0].Name[0]))
        {
            return node;
        }

        return other.Kind is NodeKind.Tuple or NodeKind.Matrix or NodeKind.List or NodeKind.Relation or NodeKind.Multiply && other.Any(static item => item.Kind is NodeKind.Tuple or NodeKind.Matrix or NodeKind.Relation)
            ? Node.Named(NodeKind.Relation, "=", node[0], node[1])
            : node[0].Name == "C" && node[1].Items.Length == 2 ? Node.Call("binom", node[1].Items) : node;
    }

    // A time without a.m. or p.m. is read as the other has it; 15:15 needs none.
    private static bool SameTime(Node gold, Node said)
    {
        if (gold.Kind == said.Kind)
        {
            return gold.Value == said.Value;
        }

        var (time, ratio) = gold.Kind == NodeKind.Time ? (gold, said) : (said, gold);
        if (ratio.Kind != NodeKind.Ratio || ratio.Items.Length != 2 || !Array.TrueForAll(ratio.Items, static item => item.IsNumber && item.Places < 0 && item.Value is { IsInteger: true, Sign: >= 0 }))
        {
            return false;
        }

        var (hours, minutes) = (ratio[0].Value.Numerator, ratio[1].Value.Numerator);
        var seconds = (hours * 3600) + (minutes * 60);
        return hours < 24 && minutes < 60 && (time.Value.Numerator == seconds || (hours.Sign > 0 && hours <= 12 && (time.Value.Numerator - seconds) % 43_200 == 0));
    }

    private static bool SameDate(string gold, string said)
    {
        // An unstated year or day is left open.
        var (a, b) = (gold.Split('-'), said.Split('-'));
        return a.Length == b.Length && a.Zip(b).All(pair => pair.First == pair.Second || pair.First == "?" || pair.Second == "?");
    }

    private static bool IsEquation(Node node) => node.Kind == NodeKind.Relation && Array.TrueForAll(node.Name.Split(' '), static op => op is "=");

    private static bool IsAngleOrPercent(Node node) => node.Kind is NodeKind.Degree or NodeKind.Percent || (node.Kind is NodeKind.Add or NodeKind.Multiply && Array.Exists(node.Items, IsAngleOrPercent));

    private static bool Many(Node node) => node.Kind is NodeKind.List or NodeKind.Set || (node.Kind is not (NodeKind.Tuple or NodeKind.Matrix) && Rewriting.HasPlusMinus(node)) || (node.Kind == NodeKind.Tuple && Rewriting.HasPlusMinus(node));

    // ---- sets of reals -------------------------------------------------------------------------------------------------

    private bool SameSets(Node gold, Node said)
    {
        if (gold.Kind == NodeKind.Relation && gold.Name == "in" && !RealSets.IsSetForm(said) && said.Kind != NodeKind.Tuple)
        {
            return By("set against the element's label", Same(gold[1], said));
        }

        if (said.Kind == NodeKind.Relation && said.Name == "in" && !RealSets.IsSetForm(gold) && gold.Kind != NodeKind.Tuple)
        {
            return By("set against the element's label", Same(gold, said[1]));
        }

        // Words for a set.
        if (gold.Kind == NodeKind.Text || said.Kind == NodeKind.Text)
        {
            return SameWords(gold, said);
        }

        var (left, right) = (_sets.Read(gold, pairs: true), _sets.Read(said, pairs: true));
        if (left is not null && right is not null)
        {
            // Two statements about different variables are different statements.
            if (gold.Kind == NodeKind.Relation && said.Kind == NodeKind.Relation && Subject(gold) is { } a && Subject(said) is { } b && a != b)
            {
                return By("inequalities in different variables", false);
            }

            return By("sets of reals", left.SameAs(right));
        }

        if (gold.Kind == NodeKind.List || said.Kind == NodeKind.List || gold.Kind == NodeKind.Set || said.Kind == NodeKind.Set)
        {
            // "b < a < d < c" and "b, a, d, c" are one ordering.
            var (chain, list) = gold.Kind == NodeKind.List ? (said, gold) : (gold, said);
            if (chain.Kind == NodeKind.Relation && list.Kind == NodeKind.List && chain.Items.Length > 2 && chain.Name.Split(' ') is var links && Array.TrueForAll(links, link => link == links[0] && link is "<" or ">") && Array.TrueForAll(chain.Items, static item => item.Kind == NodeKind.Symbol))
            {
                return By("an ordering", chain.Items.Length == list.Items.Length && InOrder(chain.Items, list.Items));
            }

            if (IsEquationList(gold, said))
            {
                return By("sets of reals", false);
            }

            return SameLists(gold, said);
        }

        return By("set forms", SameForm(gold, said));
    }

    private static bool IsEquationList(Node gold, Node said) => gold.IsConstant("empty") != said.IsConstant("empty");

    private static string? Subject(Node relation)
    {
        var names = Rewriting.Symbols(relation);
        return names.Count == 1 ? names.Min : null;
    }

    // Sets with free ends, and relations between several variables: part by part.
    private bool SameForm(Node gold, Node said)
    {
        if (RealSets.IsInequality(gold) && RealSets.IsInequality(said))
        {
            return SameInequalities(gold, said);
        }

        if (gold.Kind is NodeKind.And or NodeKind.Or && gold.Kind == said.Kind)
        {
            return Matching([.. gold.Items], [.. said.Items]);
        }

        if (gold.Kind is NodeKind.Union or NodeKind.Intersection && gold.Kind == said.Kind)
        {
            return Matching(Parts(gold, gold.Kind), Parts(said, said.Kind));
        }

        if (gold.Kind == NodeKind.SetBuilder && said.Kind == NodeKind.SetBuilder)
        {
            // {2k | k ∈ ℤ} and {2n | n ∈ ℤ}: the variable is bound.
            if (Rewriting.Symbols(gold[0]) is { Count: 1 } bound && Rewriting.Symbols(said[0]) is { Count: 1 } other && bound.Min != other.Min && !Rewriting.Symbols(said[1]).Contains(bound.Min!))
            {
                said = Rewriting.Replace(said, other.Min!, Node.Symbol(bound.Min!));
            }

            return Same(gold[1], said[1]) && SameForm(gold[0], said[0]);
        }

        if (gold.Kind == NodeKind.Relation && gold.Name == "in")
        {
            return Same(gold[1], said.Kind == NodeKind.Relation && said.Name == "in" ? said[1] : said);
        }

        if (said.Kind == NodeKind.Relation && said.Name == "in")
        {
            return Same(gold, said[1]);
        }

        // a < x < b against (a, b) with free ends.
        if (Ends(gold) is { } a && Ends(said) is { } b)
        {
            return a.Brackets == b.Brackets && _scalars.Equal(a.Low, b.Low) && _scalars.Equal(a.High, b.High);
        }

        if (gold.Kind == said.Kind && gold.Name == said.Name && gold.Items.Length == said.Items.Length && gold.Items.Length > 0)
        {
            return InOrder(gold.Items, said.Items);
        }

        return _scalars.Equal(gold, said);
    }

    private static (Node Low, Node High, string Brackets)? Ends(Node node)
    {
        switch (node.Kind)
        {
            case NodeKind.Interval:
                return (node[0], node[1], node.Name);
            case NodeKind.Tuple when node.Items.Length == 2:
                return (node[0], node[1], node.Name);
            case NodeKind.Relation when node.Items.Length == 3 && node[1].Kind is NodeKind.Symbol or NodeKind.Call:
                return node.Name switch
                {
                    "< <" => (node[0], node[2], "()"),
                    "<= <" => (node[0], node[2], "[)"),
                    "< <=" => (node[0], node[2], "(]"),
                    "<= <=" => (node[0], node[2], "[]"),
                    "> >" => (node[2], node[0], "()"),
                    ">= >" => (node[2], node[0], "(]"),
                    "> >=" => (node[2], node[0], "[)"),
                    ">= >=" => (node[2], node[0], "[]"),
                    _ => null,
                };
            case NodeKind.Relation when node.Items.Length == 2 && node[0].Kind is NodeKind.Symbol:
                return node.Name switch
                {
                    "<" => (Node.Negate(Node.Infinity), node[1], "()"),
                    "<=" => (Node.Negate(Node.Infinity), node[1], "(]"),
                    ">" => (node[1], Node.Infinity, "()"),
                    ">=" => (node[1], Node.Infinity, "[)"),
                    _ => null,
                };
            default:
                return null;
        }
    }

    private static List<Node> Parts(Node node, NodeKind kind)
    {
        var parts = new List<Node>();
        foreach (var item in node.Items)
        {
            if (item.Kind == kind)
            {
                parts.AddRange(Parts(item, kind));
            }
            else
            {
                parts.Add(item);
            }
        }

        return parts;
    }

    // Every link of one chain is a positive multiple of a link of the other.
    private bool SameInequalities(Node gold, Node said)
    {
        var (a, b) = (Links(gold), Links(said));
        if (a.Count != b.Count)
        {
            return false;
        }

        var open = new List<(Node Difference, string Op)>(b);
        foreach (var (difference, op) in a)
        {
            var found = open.FindIndex(link => link.Op == op && _scalars.ConstantRatio(difference, link.Difference) is var sign && (sign > 0 || (sign != 0 && op is "=" or "!=")));
            if (found < 0)
            {
                return false;
            }

            open.RemoveAt(found);
        }

        return true;
    }

    private static List<(Node Difference, string Op)> Links(Node relation)
    {
        var operators = relation.Name.Split(' ');
        var links = new List<(Node, string)>(operators.Length);
        for (var i = 0; i < operators.Length; i++)
        {
            var (left, right, op) = operators[i] is ">" or ">=" ? (relation[i + 1], relation[i], operators[i] == ">" ? "<" : "<=") : (relation[i], relation[i + 1], operators[i]);
            links.Add((Node.Subtract(right, left), op));
        }

        return links;
    }

    // ---- equations -----------------------------------------------------------------------------------------------------

    private bool SameEquations(Node gold, Node said)
    {
        if (IsEquation(gold) && IsEquation(said))
        {
            return BothEquations(gold, said);
        }

        var (equation, other, goldIsEquation) = IsEquation(gold) ? (gold, said, true) : (said, gold, false);

        // (x, y) = (5, 8) and labelled lists are compared as lists of their values.
        if (Value(equation) is { } value)
        {
            if (Many(other) && !Many(value) && value.Kind != NodeKind.Tuple)
            {
                return SameLists(gold, said);
            }

            return goldIsEquation ? Same(value, other) : Same(other, value);
        }

        if (Many(other))
        {
            return SameLists(gold, said);
        }

        return By("an equation against something else", false);
    }

    // The value an equation assigns: x = 5, f(x) = x², (x, y) = (1, 2), 2 + 3 = 5, 5 = x. Null when it assigns none.
    private static Node? Value(Node equation)
    {
        var last = equation.Items[^1];
        var first = equation.Items[0];
        var labels = true;
        for (var i = 0; i < equation.Items.Length - 1; i++)
        {
            labels &= IsLabel(equation[i]) || IsClosedValue(equation[i]);
        }

        // 2 + 3 = 5 assigns, 7 = 11a + c does not.
        if (labels && (!IsClosedValue(first) || IsClosedValue(last)))
        {
            return last;
        }

        // f(x) = (x+1)² = x² + 2x + 1
        if (equation.Items.Length > 2 && IsLabel(first))
        {
            return last;
        }

        return equation.Items.Length == 2 && first.Kind == NodeKind.Number && IsLabel(last) ? first : null;
    }

    private static bool IsClosedValue(Node node) => !node.Any(static item => item.Kind is NodeKind.Symbol or NodeKind.Text or NodeKind.Call && item.Kind != NodeKind.Number) || node.Kind == NodeKind.Number;

    private static bool IsLabel(Node node) => node.Kind switch
    {
        NodeKind.Symbol or NodeKind.Text => true,
        NodeKind.Constant => node.Name is "e" or "i",
        NodeKind.Call => !Vocabulary.IsKnownFunction(node.Name) || (node.Name == "abs" && IsLabel(node[0])),
        NodeKind.Tuple => Array.TrueForAll(node.Items, IsLabel),
        NodeKind.Ratio => Array.TrueForAll(node.Items, IsLabel),
        NodeKind.Multiply => Array.TrueForAll(node.Items, static item => item.Kind == NodeKind.Symbol && char.IsUpper(item.Name[0])),
        _ => false,
    };

    private static string LabelText(Node node) => NodePrinter.Print(node, 120);

    private bool BothEquations(Node gold, Node said)
    {
        (gold, said) = (LabelFirst(gold), LabelFirst(said));
        var (a, b) = (Value(gold), Value(said));
        if (a is not null && b is not null)
        {
            var (left, right) = (gold[0], said[0]);
            if (left.Kind == NodeKind.Call && right.Kind == NodeKind.Call && left.Items.Length == right.Items.Length)
            {
                if (left.Name == right.Name && Array.TrueForAll(left.Items, static item => item.Kind == NodeKind.Symbol) && Array.TrueForAll(right.Items, static item => item.Kind == NodeKind.Symbol))
                {
                    // f(z) = z and f(x) = x define one function.
                    for (var i = 0; i < right.Items.Length; i++)
                    {
                        b = Rewriting.Replace(b, right[i].Name, Node.Symbol("bound " + i));
                        a = Rewriting.Replace(a, left[i].Name, Node.Symbol("bound " + i));
                    }

                    return Same(a, b);
                }

                return LabelText(left) == LabelText(right) && Same(a, b);
            }

            // y = x² and f(x) = x².
            if (left.Kind == NodeKind.Call != (right.Kind == NodeKind.Call) && left.Kind is NodeKind.Call or NodeKind.Symbol && right.Kind is NodeKind.Call or NodeKind.Symbol && Same(a, b))
            {
                return true;
            }

            if (SameLabel(left, right))
            {
                return Same(a, b) || (Rewriting.HasSymbols(a) && SameCurve(gold, said));
            }

            if (left.Kind == NodeKind.Tuple || right.Kind == NodeKind.Tuple || left.Kind == NodeKind.Text || right.Kind == NodeKind.Text)
            {
                return By("labelled values", Same(a, b) && !(left.Kind == NodeKind.Symbol && right.Kind == NodeKind.Symbol));
            }

            if (!Rewriting.HasSymbols(a) && !Rewriting.HasSymbols(b))
            {
                return By("assignments to different names", false);
            }
        }

        return SameCurve(gold, said);
    }

    // 4 = x is x = 4.
    private static Node LabelFirst(Node equation) => equation.Items.Length == 2 && equation[0].IsNumber && IsLabel(equation[1]) ? equation.With([equation[1], equation[0]]) : equation;

    // x and x_1 name the same unknown; so do m and m_{max}.
    private static bool SameLabel(Node a, Node b)
    {
        var (left, right) = (LabelText(a), LabelText(b));
        if (left == right)
        {
            return true;
        }

        if (a.Kind == NodeKind.Text && b.Kind == NodeKind.Text)
        {
            return Wording.Normal(left) == Wording.Normal(right);
        }

        return a.Kind == NodeKind.Symbol && b.Kind == NodeKind.Symbol && Stem(left) == Stem(right) && (Stem(left) == left || Stem(right) == right);
    }

    private static string Stem(string name)
    {
        var under = name.IndexOf('_', StringComparison.Ordinal);
        return under < 0 ? name : name[..under];
    }

    // The same solutions: one is a constant multiple of the other, or each vanishes where the other, linear in some variable, does.
    private bool SameCurve(Node gold, Node said)
    {
        if (gold.Items.Length != 2 || said.Items.Length != 2 || !IsScalarSide(gold) || !IsScalarSide(said))
        {
            return By("equations", gold.Items.Length == said.Items.Length && InOrder(gold.Items, said.Items));
        }

        var f = Node.Subtract(gold[0], gold[1]);
        var g = Node.Subtract(said[0], said[1]);
        var (a, b) = (Rewriting.Symbols(f), Rewriting.Symbols(g));
        if (!a.SetEquals(b) || a.Count == 0)
        {
            return By("equations in different variables", false);
        }

        if (_scalars.ConstantRatio(f, g) != 0)
        {
            return By("equations, one a multiple of the other", true);
        }

        return By("equations by their solutions", Vanishes(f, g, a) && Vanishes(g, f, a));
    }

    private static bool IsScalarSide(Node equation) => Array.TrueForAll(equation.Items, static item => item.Kind is NodeKind.Number or NodeKind.Symbol or NodeKind.Add or NodeKind.Multiply or NodeKind.Power or NodeKind.Call or NodeKind.Constant or NodeKind.Factorial or NodeKind.Percent or NodeKind.Degree or NodeKind.Big);

    // True when g is 0 wherever f, linear in one variable, is.
    private bool Vanishes(Node f, Node g, SortedSet<string> names)
    {
        foreach (var name in names)
        {
            var f0 = Rewriting.Replace(f, name, Node.Zero);
            var f1 = Rewriting.Replace(f, name, Node.One);
            var f3 = Rewriting.Replace(f, name, Node.OfNumber(3));
            var slope = Node.Subtract(f1, f0);
            if (_scalars.Equal(slope, Node.Zero) || !_scalars.Equal(Node.Subtract(f3, f0), Node.Multiply(Node.OfNumber(3), slope)))
            {
                continue;
            }

            var solution = Node.Multiply(Node.MinusOne, f0, Node.Power(slope, Node.MinusOne));
            return _scalars.Equal(Rewriting.Replace(g, name, solution), Node.Zero);
        }

        return false;
    }

    // ---- several answers -----------------------------------------------------------------------------------------------

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

    // Each answer has its own partner. Sameness is (nearly) transitive, so the first partner found will do.
    private bool Matching(List<Node> gold, List<Node> said)
    {
        if (gold.Count != said.Count)
        {
            return false;
        }

        var open = new List<Node>(said);
        foreach (var item in gold)
        {
            var found = open.FindIndex(candidate => SameItem(item, candidate));
            if (found < 0)
            {
                return false;
            }

            open.RemoveAt(found);
        }

        return true;
    }

    // Within a collection {2} is not 2.
    private bool SameItem(Node gold, Node said) => gold.Kind == NodeKind.Set == (said.Kind == NodeKind.Set) && Same(gold, said);

    private bool InOrder(Node[] gold, Node[] said)
    {
        for (var i = 0; i < gold.Length; i++)
        {
            if (!SameItem(gold[i], said[i]))
            {
                return false;
            }
        }

        return true;
    }

    // ---- tuples, vectors, matrices -------------------------------------------------------------------------------------

    private bool SameTuples(Node gold, Node said)
    {
        var (a, b) = (Rewriting.FoldMatrices(gold, _budget), Rewriting.FoldMatrices(said, _budget));
        if (a is null || b is null)
        {
            return By("matrices that do not fit", false);
        }

        // A matrix or tuple against one value that is none.
        if (a.Kind is not (NodeKind.Tuple or NodeKind.Matrix) || b.Kind is not (NodeKind.Tuple or NodeKind.Matrix))
        {
            if (a.Items.Length == 1 && a.Kind is NodeKind.Tuple or NodeKind.Matrix)
            {
                return Same(a[0], b);
            }

            return By("a tuple against one value", b.Items.Length == 1 && b.Kind is NodeKind.Tuple or NodeKind.Matrix && Same(a, b[0]));
        }

        if (a.Items.Length != b.Items.Length)
        {
            return By("tuples of different length", false);
        }

        if (a.Kind == NodeKind.Matrix && b.Kind == NodeKind.Matrix && a.Name != b.Name && !(IsVector(a) && IsVector(b)))
        {
            return By("matrices of different shape", false);
        }

        if ((a.Kind == NodeKind.Matrix && !IsVector(a) && b.Kind == NodeKind.Tuple) || (b.Kind == NodeKind.Matrix && !IsVector(b) && a.Kind == NodeKind.Tuple))
        {
            return By("a matrix against a tuple", false);
        }

        if (a.Kind == NodeKind.Tuple && b.Kind == NodeKind.Tuple && a.Name != b.Name && a.Items.Length == 2 && !_science)
        {
            return By("a pair against a closed interval", false);
        }

        var same = InOrder(a.Items, b.Items);
        return By("tuples, in order", same);
    }

    private static bool IsVector(Node matrix) => matrix.Name.StartsWith("1x", StringComparison.Ordinal) || matrix.Name.EndsWith("x1", StringComparison.Ordinal);

    // ---- words ---------------------------------------------------------------------------------------------------------

    private bool SameWords(Node gold, Node said)
    {
        var (a, b) = (WordsOf(gold), WordsOf(said));
        if (a is null || b is null)
        {
            // "12th day" against 12 and the like stay different.
            return By("words against an expression", false);
        }

        return By("words", a.Length > 0 && a == b);
    }

    private static string? WordsOf(Node node) => node.Kind switch
    {
        NodeKind.Text => Wording.Normal(node.Name),
        NodeKind.Symbol => node.Name.ToLowerInvariant(),
        NodeKind.Constant => node.Name switch { "empty" => "none", "inf" => "infinite", "reals" => "reals", "integers" => "integers", _ => node.Name },
        NodeKind.Multiply when Array.TrueForAll(node.Items, static item => item.Kind == NodeKind.Symbol || item.Kind == NodeKind.Constant && item.Name.Length == 1) => string.Concat(node.Items.Select(static item => item.Name)).ToLowerInvariant(),
        NodeKind.Relation when IsEquation(node) && Value(node) is { Kind: NodeKind.Text } value => Wording.Normal(value.Name),
        NodeKind.Set when node.Items.Length == 0 => "none",
        _ => null,
    };

    // ---- quantities ----------------------------------------------------------------------------------------------------

    private static (Node Value, Unit? Unit) Split(Node node) => node.Kind == NodeKind.Quantity ? (node[0], node.Unit) : (node, null);

    private bool SameQuantities(Node gold, Node said)
    {
        var (a, left) = Split(gold);
        var (b, right) = Split(said);
        if (left is not null && right is not null)
        {
            if (left.ConvertsTo(right) && !left.Generic && !right.Generic)
            {
                return By("quantities in one unit", left.Factor == right.Factor && left.Offset == right.Offset ? Same(a, b) : _scalars.Equal(a, Converted(b, right, left)));
            }

            if (left.Generic || right.Generic)
            {
                return By("a quantity against unnamed units", Same(a, b));
            }

            // £20 and 20 pounds.
            if ((left.Counted == "pound sterling" && right.Name.Trim() is "pound" or "pounds") || (right.Counted == "pound sterling" && left.Name.Trim() is "pound" or "pounds"))
            {
                return By("pounds of money", Same(a, b));
            }

            // "J / g · K" for J/(g·K)
            if (Divided(left) is { } below && below.ConvertsTo(right))
            {
                return By("quantities in one unit, everything behind the slash in the divisor", _scalars.Equal(a, Converted(b, right, below)));
            }

            if (Divided(right) is { } divided && left.ConvertsTo(divided))
            {
                return By("quantities in one unit, everything behind the slash in the divisor", _scalars.Equal(a, Converted(b, divided, left)));
            }

            return By($"units {left.Name} and {right.Name} do not convert", false);
        }

        if (left is not null || right is not null)
        {
            // One of them leaves its unit out.
            var unit = left ?? right!;
            if (left is not null && left.Dimensions.Money != 0 && Money(a, b))
            {
                return By("money to the cent", true);
            }

            if (unit.Name.Trim() is "rad" or "radian" or "radians")
            {
                return By("an angle in radians", _scalars.Equal(a, b));
            }

            if (IsAngleOrPercent(a) || IsAngleOrPercent(b) || a.Kind == NodeKind.Ratio || b.Kind == NodeKind.Ratio)
            {
                return Same(a, b);
            }

            var product = left is null ? a : b;
            if (product.Kind == NodeKind.Multiply && product.Items[^1].Kind == NodeKind.Symbol && UnitTable.Find(product.Items[^1].Name) is { } letter && letter.ConvertsTo(unit) && product.Items.Length == 2)
            {
                // 0.64N, its letter read as a variable.
                var number = product.Items[0];
                return By("quantities in one unit", left is null ? _scalars.Equal(InBase(number, letter), InBase(b, unit)) : _scalars.Equal(InBase(a, unit), InBase(number, letter)));
            }

            return By("a quantity and a number: the unit is left out", Same(a, b));
        }

        return SameAnglesOrPercents(gold, said);
    }

    private static Unit? Divided(Unit unit) => unit.Known && unit.Name.Contains('/', StringComparison.Ordinal) && !unit.Name.Contains('(', StringComparison.Ordinal) ? UnitParser.Parse(unit.Name, slashGovernsRest: true) : null;

    // $12.55 is what an exact value comes to in cents.
    private bool Money(Node gold, Node said)
    {
        if (Scalars.DecimalPlaces(gold) != 2 || Scalars.DecimalPlaces(said) is not null || !_scalars.Evaluator.TryRational(gold, out var cents) || !_scalars.Evaluator.TryRational(said, out var exact))
        {
            return false;
        }

        return Rational.Compare((exact - cents).Abs() * new Rational(200), Rational.One) <= 0;
    }

    // In the gold's unit, so that a tolerance means the same for degrees Celsius and kelvin.
    private static Node Converted(Node value, Unit from, Unit to)
    {
        var shifted = from.Offset == to.Offset ? Rational.Zero : (from.Offset - to.Offset) / to.Factor;
        var scaled = Node.Multiply(value, Node.OfNumber(from.Factor / to.Factor));
        return shifted.IsZero ? scaled : Node.Add(scaled, Node.OfNumber(shifted));
    }

    private static Node InBase(Node value, Unit unit)
    {
        var scaled = unit.Factor == Rational.One ? value : Node.Multiply(value, Node.OfNumber(unit.Factor));
        return unit.Offset.IsZero ? scaled : Node.Add(scaled, Node.OfNumber(unit.Offset));
    }

    private bool SameAnglesOrPercents(Node gold, Node said)
    {
        if (_scalars.Equal(gold, said))
        {
            return By("values (degrees as radians, per cent as hundredths)", true);
        }

        // The sign left out: 60° and 60, 28 % and 28; never on both sides.
        var (a, b) = (IsAngleOrPercent(gold), IsAngleOrPercent(said));
        if (a == b)
        {
            return By("values", false);
        }

        // π/6 without a sign is in radians.
        if ((a ? gold : said).Any(static item => item.IsConstant("pi")))
        {
            return By("values", false);
        }

        // Of a part of one per cent the sign cannot be left out: 0.25 is 25 %. In science the gold's may be, like any unit.
        if (!(_science && a) && _scalars.Evaluator.TryRational(Bare(a ? gold : said), out var hundredths) && Rational.Compare(hundredths.Abs(), Rational.One) < 0 && !hundredths.IsZero && (a ? gold : said).Any(static item => item.Kind == NodeKind.Percent))
        {
            return By("values", false);
        }

        return By("the degree or per cent sign is left out", a ? _scalars.Equal(Bare(gold), said) : _scalars.Equal(gold, Bare(said)));
    }

    private static Node Bare(Node node) => node.Kind switch
    {
        NodeKind.Degree or NodeKind.Percent => node[0],
        NodeKind.Add or NodeKind.Multiply => node.With([.. node.Items.Select(Bare)]),
        _ => node,
    };

    private bool SameRatios(Node gold, Node said)
    {
        if (gold.Kind == NodeKind.Ratio && said.Kind == NodeKind.Ratio)
        {
            if (gold.Items.Length != said.Items.Length)
            {
                return By("ratios of different length", false);
            }

            // 5:00 and 6:00 are no multiples of each other.
            if (Array.Exists(gold.Items, IsZero) || Array.Exists(said.Items, IsZero))
            {
                return By("ratios with a zero, term by term", InOrder(gold.Items, said.Items));
            }

            for (var i = 1; i < gold.Items.Length; i++)
            {
                if (!_scalars.Equal(Node.Multiply(gold[0], said[i]), Node.Multiply(said[0], gold[i])))
                {
                    return By("ratios", false);
                }
            }

            return By("ratios", true);
        }

        var (ratio, other) = gold.Kind == NodeKind.Ratio ? (gold, said) : (said, gold);
        return By("a ratio and a number", ratio.Items.Length == 2 && _scalars.Equal(Node.Divide(ratio[0], ratio[1]), other));
    }

    private static bool IsZero(Node node) => node.IsNumber && node.Value.IsZero;

    private bool SameBased(Node gold, Node said)
    {
        if (gold.Kind == NodeKind.BasedNumber && said.Kind == NodeKind.BasedNumber)
        {
            return By("numbers in bases", gold.Value == said.Value);
        }

        var (based, other) = gold.Kind == NodeKind.BasedNumber ? (gold, said) : (said, gold);
        if (!_scalars.Evaluator.TryRational(other, out var plain))
        {
            return By("a based number against an expression", false);
        }

        // The base left out, as the problem names it; or the same number in base ten.
        var digits = based.Name[..based.Name.IndexOf('_', StringComparison.Ordinal)];
        return By("a based number with its base left out", plain.ToString() == digits.TrimStart('0') || (gold.Kind != NodeKind.BasedNumber && plain == based.Value));
    }
}
