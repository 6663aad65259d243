using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>Small rewritings of expressions.</summary>
internal static class Rewriting
{
    private const int MostValues = 64;
    private const int MostSigns = 6;
    private const int MostMatrixFactors = 6;

    public static Node Replace(Node node, string symbol, Node value)
    {
        if (node.Kind == NodeKind.Symbol)
        {
            return node.Name == symbol ? value : node;
        }

        if (node.Items.Length == 0)
        {
            return node;
        }

        Node[]? items = null;
        for (var i = 0; i < node.Items.Length; i++)
        {
            var item = Replace(node[i], symbol, value);
            if (!ReferenceEquals(item, node[i]))
            {
                items ??= [.. node.Items];
                items[i] = item;
            }
        }

        return items is null ? node : node.With(items);
    }

    public static SortedSet<string> Symbols(Node node)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        Collect(node, names);
        return names;
    }

    private static void Collect(Node node, SortedSet<string> names)
    {
        if (node.Kind == NodeKind.Symbol)
        {
            names.Add(node.Name);
        }

        foreach (var item in node.Items)
        {
            Collect(item, names);
        }
    }

    public static bool HasSymbols(Node node) => node.Any(static item => item.Kind == NodeKind.Symbol);

    public static bool HasPlusMinus(Node node) => node.Any(static item => item.Kind == NodeKind.PlusMinus);

    /// <summary>Every value of an expression with ± signs: independent of each other unless a ∓ is among them. Null when there are too many.</summary>
    public static List<Node>? Expand(Node node, Budget budget)
    {
        if (!HasPlusMinus(node))
        {
            return [node];
        }

        if (node.Any(static item => item.Kind == NodeKind.PlusMinus && item.Name == "mp") && node.Any(static item => item.Kind == NodeKind.PlusMinus && item.Name == "pm"))
        {
            return [Fix(node, upper: true), Fix(node, upper: false)];
        }

        var signs = 0;
        node.Any(item =>
        {
            signs += item.Kind == NodeKind.PlusMinus ? 1 : 0;
            return false;
        });
        if (signs > MostSigns)
        {
            return null;
        }

        var values = new List<Node> { node };
        while (values.Count > 0 && HasPlusMinus(values[0]))
        {
            budget.Spend(10 * values.Count);
            var next = new List<Node>(values.Count * 2);
            foreach (var value in values)
            {
                var (done, plus) = (false, value);
                plus = FixFirst(value, upper: true, ref done);
                done = false;
                next.Add(plus);
                next.Add(FixFirst(value, upper: false, ref done));
            }

            values = next;
            if (values.Count > MostValues)
            {
                return null;
            }
        }

        return values;
    }

    private static Node Signed(Node node, bool upper)
    {
        var plus = (node.Name == "pm") == upper;
        return plus ? node[0] : Node.Negate(node[0]);
    }

    private static Node Fix(Node node, bool upper)
    {
        if (node.Kind == NodeKind.PlusMinus)
        {
            return Fix(Signed(node, upper), upper);
        }

        return node.Items.Length == 0 ? node : node.With([.. node.Items.Select(item => Fix(item, upper))]);
    }

    private static Node FixFirst(Node node, bool upper, ref bool done)
    {
        if (done)
        {
            return node;
        }

        if (node.Kind == NodeKind.PlusMinus)
        {
            done = true;
            return Signed(node, upper);
        }

        if (node.Items.Length == 0)
        {
            return node;
        }

        var items = new Node[node.Items.Length];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = FixFirst(node[i], upper, ref done);
        }

        return node.With(items);
    }

    /// <summary>Does matrix sums and products, so that only one matrix is left; null when the shapes do not fit.</summary>
    public static Node? FoldMatrices(Node node, Budget budget)
    {
        if (IsTransposed(node))
        {
            return Node.Named(NodeKind.Matrix, $"{node[0].Items.Length}x1", node[0].Items);
        }

        if (node.Kind == NodeKind.Power && HasMatrix(node[0]))
        {
            return FoldMatrices(node[0], budget) is { Kind: NodeKind.Matrix } matrix ? MatrixPower(matrix, node[1], budget) : null;
        }

        if (node.Kind is not (NodeKind.Add or NodeKind.Multiply) || !HasMatrix(node))
        {
            return node;
        }

        Node? result = null;
        foreach (var raw in node.Items)
        {
            var item = raw.Kind == NodeKind.Tuple ? Node.Named(NodeKind.Matrix, $"1x{raw.Items.Length}", raw.Items) : FoldMatrices(raw, budget);
            if (item is null)
            {
                return null;
            }

            result = result is null ? item : node.Kind == NodeKind.Add ? AddMatrices(result, item, budget) : MultiplyMatrices(result, item, budget);
            if (result is null)
            {
                return null;
            }
        }

        return result;
    }

    /// <summary>True for a matrix and for sums, products and powers of some.</summary>
    public static bool HasMatrix(Node node) => node.Kind == NodeKind.Matrix || (node.Kind is NodeKind.Add or NodeKind.Multiply && Array.Exists(node.Items, static item => item.Kind == NodeKind.Tuple || HasMatrix(item))) || (node.Kind == NodeKind.Power && (HasMatrix(node[0]) || IsTransposed(node)));

    /// <summary>(1, 2, 3)^T</summary>
    private static bool IsTransposed(Node node) => node.Kind == NodeKind.Power && node[0].Kind == NodeKind.Tuple && node[1].Kind is NodeKind.Symbol or NodeKind.Text && node[1].Name is "T" or "t" or "top";

    /// <summary>A combination of unit vectors i, j, k as the vector of its coefficients; null for anything else.</summary>
    /// <param name="node">The expression.</param>
    /// <param name="length">2 or 3.</param>
    public static Node? Coefficients(Node node, int length)
    {
        string[] units = ["unit i", "unit j", "unit k"];
        var symbols = Symbols(node);
        if (!symbols.Overlaps(units) || (length == 2 && symbols.Contains("unit k")) || length is not (2 or 3))
        {
            return null;
        }

        Node At(int one) => units.Select((unit, i) => (unit, i)).Aggregate(node, (expression, item) => Replace(expression, item.unit, item.i == one ? Node.One : Node.Zero));
        var rest = At(-1);
        return Node.Named(NodeKind.Tuple, "()", [.. Enumerable.Range(0, length).Select(i => Node.Subtract(At(i), rest))]);
    }

    // A^T and small whole powers.
    private static Node? MatrixPower(Node matrix, Node exponent, Budget budget)
    {
        var (rows, columns) = Shape(matrix);
        if (exponent.Kind is NodeKind.Symbol or NodeKind.Text && exponent.Name is "T" or "t" or "top")
        {
            return Node.Named(NodeKind.Matrix, $"{columns}x{rows}", [.. Enumerable.Range(0, rows * columns).Select(i => matrix[(i % rows * columns) + (i / rows)])]);
        }

        if (rows != columns || !exponent.IsNumber || !exponent.Value.IsInteger || exponent.Value.Sign <= 0 || exponent.Value.Numerator > MostMatrixFactors)
        {
            return null;
        }

        var result = matrix;
        for (var k = 1; k < (int)exponent.Value.Numerator && result is not null; k++)
        {
            result = MultiplyMatrices(result, matrix, budget);
        }

        return result;
    }

    private static (int Rows, int Columns) Shape(Node matrix)
    {
        var x = matrix.Name.IndexOf('x', StringComparison.Ordinal);
        return (int.Parse(matrix.Name.AsSpan(0, x), System.Globalization.CultureInfo.InvariantCulture), int.Parse(matrix.Name.AsSpan(x + 1), System.Globalization.CultureInfo.InvariantCulture));
    }

    private static Node? AddMatrices(Node a, Node b, Budget budget)
    {
        if (a.Kind != NodeKind.Matrix || b.Kind != NodeKind.Matrix || a.Name != b.Name)
        {
            return null;
        }

        budget.Spend(a.Items.Length * 4);
        return a.With([.. a.Items.Zip(b.Items, static (x, y) => Node.Add(x, y))]);
    }

    private static Node? MultiplyMatrices(Node a, Node b, Budget budget)
    {
        if (a.Kind != NodeKind.Matrix && b.Kind != NodeKind.Matrix)
        {
            return Node.Multiply(a, b);
        }

        if (a.Kind != NodeKind.Matrix || b.Kind != NodeKind.Matrix)
        {
            var (scalar, matrix) = a.Kind == NodeKind.Matrix ? (b, a) : (a, b);
            return matrix.With([.. matrix.Items.Select(item => Node.Multiply(scalar, item))]);
        }

        var (rows, inner) = Shape(a);
        var (other, columns) = Shape(b);
        if (inner != other || rows * columns * inner > 4096)
        {
            return null;
        }

        budget.Spend(rows * columns * inner * 4);
        var items = new Node[rows * columns];
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < columns; c++)
            {
                var terms = new Node[inner];
                for (var k = 0; k < inner; k++)
                {
                    terms[k] = Node.Multiply(a[(r * inner) + k], b[(k * columns) + c]);
                }

                items[(r * columns) + c] = Node.Add(terms);
            }
        }

        return Node.Named(NodeKind.Matrix, $"{rows}x{columns}", items);
    }
}
