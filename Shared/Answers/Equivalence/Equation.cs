using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>Equations that assign: which side is a name, which a value, and when two names are one.</summary>
internal static class Equation
{
    public static bool IsEquation(Node node) => node.Kind == NodeKind.Relation && Array.TrueForAll(node.Name.Split(' '), static op => op is "=");

    // The value an equation assigns: x = 5, f(x) = x², (x, y) = (1, 2), 2 + 3 = 5, 5 = x. Null when it assigns none.
    public static Node? Value(Node equation)
    {
        var last = equation.Items[^1];
        var first = equation.Items[0];
        var labels = true;
        for (var i = 0; i < equation.Items.Length - 1; i++)
        {
            labels &= (IsLabel(equation[i]) && !(equation[i].Kind == NodeKind.Tuple && IsScalar(last))) || IsClosedValue(equation[i]);
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

    // (a, b) = 1 and [A, B] = 0 say something of a pair; they name nothing.
    private static bool IsScalar(Node node) => IsClosedValue(node) && !node.Any(static item => item.Kind is NodeKind.Tuple or NodeKind.Set or NodeKind.List or NodeKind.Matrix or NodeKind.Interval or NodeKind.Ratio or NodeKind.PlusMinus);

    /// <summary>True for a value without letters, words and functions of one's own.</summary>
    public static bool IsClosedValue(Node node) => !node.Any(static item => item.Kind is NodeKind.Symbol or NodeKind.Text || (item.Kind == NodeKind.Call && !Vocabulary.IsKnownFunction(item.Name)));

    public static bool IsLabel(Node node) => node.Kind switch
    {
        NodeKind.Symbol or NodeKind.Text => true,
        NodeKind.Constant => node.Name is "e" or "i",
        NodeKind.Call => !Vocabulary.IsKnownFunction(node.Name) || (node.Name == "abs" && IsLabel(node[0])),
        NodeKind.Power => node[0].Kind == NodeKind.Symbol && char.IsUpper(node[0].Name[0]) && (node[1] is { Kind: NodeKind.Symbol, Name: "T" } || node[1] is { IsNumber: true, Value: var power } && power == Numbers.Rational.MinusOne),
        NodeKind.Degree => IsLabel(node[0]),
        NodeKind.Tuple => Array.TrueForAll(node.Items, IsLabel),
        NodeKind.Ratio => Array.TrueForAll(node.Items, IsLabel),
        NodeKind.Multiply => Array.TrueForAll(node.Items, static item => item.Kind == NodeKind.Symbol && char.IsUpper(item.Name[0])),
        _ => false,
    };

    /// <summary>True for a name of a set's elements: x, f(x); |x| is no name.</summary>
    public static bool IsElement(Node node) => IsLabel(node) && node is not { Kind: NodeKind.Call, Name: "abs" };

    public static string LabelText(Node node) => NodePrinter.Print(node, 120);

    // 4 = x is x = 4.
    public static Node LabelFirst(Node equation) => equation.Items.Length == 2 && equation[0].IsNumber && IsLabel(equation[1]) ? equation.With([equation[1], equation[0]]) : equation;

    // x and x_1 name the same unknown; so do m and m_{max}.
    public static bool SameLabel(Node a, Node b)
    {
        var (left, right) = (LabelText(a), LabelText(b));
        if (left == right)
        {
            return true;
        }

        if (a.Kind == NodeKind.Text && b.Kind == NodeKind.Text)
        {
            return SameName(Wording.Normal(left), Wording.Normal(right));
        }

        return a.Kind == NodeKind.Symbol && b.Kind == NodeKind.Symbol && Stem(left) == Stem(right) && (Stem(left) == left || Stem(right) == right);
    }

    // "maximum" and "the maximum value"; "answer" says nothing of what it names.
    private static bool SameName(string a, string b)
    {
        if (a == b || Generic(a) || Generic(b))
        {
            return true;
        }

        var (left, right) = (a.Split(' ').ToHashSet(StringComparer.Ordinal), b.Split(' ').ToHashSet(StringComparer.Ordinal));
        return left.IsSubsetOf(right) || right.IsSubsetOf(left);
    }

    private static bool Generic(string name) => name is "final" or "result" or "value" or "total" or "final answer" or "answer" or "solution" or "";

    /// <summary>True for a statement that says what something comes to: the last operand is a value, and the first is no equation to be solved for its only letter.</summary>
    public static bool States(Node equation) =>
        IsClosedValue(equation.Items[^1]) && equation[0] is var left && (Rewriting.Symbols(left).Count > 1 || left.Any(static item => item.Kind is NodeKind.Big || (item.Kind == NodeKind.Call && item.Name is not ("abs" or "sqrt" or "root" or "binom"))) || equation.Items.Length > 2 && IsClosedValue(equation.Items[^2]));

    /// <summary>A statement about several names as one about each: (x, y) = (1, 2) is x = 1, y = 2. Null for any other.</summary>
    public static Node[]? ByName(Node equation) =>
        equation.Items.Length == 2 && equation[0].Kind is NodeKind.Tuple && equation[1].Kind is NodeKind.Tuple && equation[0].Items.Length == equation[1].Items.Length && IsLabel(equation[0])
            ? [.. equation[0].Items.Zip(equation[1].Items, static (label, value) => Node.Named(NodeKind.Relation, "=", label, value))]
            : null;

    public static string Stem(string name)
    {
        name = name.StartsWith("hat ", StringComparison.Ordinal) ? name[4..] : name;
        var under = name.IndexOf('_', StringComparison.Ordinal);
        return under < 0 ? name : name[..under];
    }
}
