using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <content>Assignments by their values, equations by their solutions.</content>
internal sealed partial class Comparison
{
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
}
