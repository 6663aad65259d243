using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>Reads intervals, unions, set-builders and inequalities of one quantity as sets of reals.</summary>
internal sealed class RealSets(Scalars scalars)
{
    private readonly PolynomialConditions _conditions = new(scalars);

    /// <summary>True for forms that mean a set of reals whatever stands opposite; a bare pair in brackets does not.</summary>
    public static bool IsSetForm(Node node) => node.Kind switch
    {
        NodeKind.Interval or NodeKind.Union or NodeKind.Intersection or NodeKind.Difference or NodeKind.SetBuilder or NodeKind.And or NodeKind.Or => true,
        NodeKind.Relation => node.Name is "in" or "notin" || IsInequality(node),
        NodeKind.Constant => node.Name is "reals" or "empty",
        _ => false,
    };

    public static bool IsInequality(Node node) => node.Kind == NodeKind.Relation && Array.Exists(node.Name.Split(' '), static op => op is "<" or ">" or "<=" or ">=" or "!=");

    /// <summary>The set; null when it is none. <paramref name="pairs"/>: a pair in brackets is an interval.</summary>
    public RealSet? Read(Node node, bool pairs)
    {
        switch (node.Kind)
        {
            case NodeKind.Interval:
                return Written(node[0], node.Name[0] == '[', node[1], node.Name[1] == ']');
            case NodeKind.Tuple when pairs && node.Items.Length == 2:
                return Written(node[0], node.Name == "[]", node[1], node.Name == "[]");
            case NodeKind.Constant when node.Name == "reals":
                return RealSet.All(scalars);
            case NodeKind.Constant when node.Name == "empty":
                return RealSet.None(scalars);
            case NodeKind.Set:
                return Points(node.Items);
            case NodeKind.Union:
                return Read(node[0], pairs: true) is { } left && Read(node[1], pairs: true) is { } right ? left.Union(right) : null;
            case NodeKind.Intersection when node[1].Kind == NodeKind.Constant && node[1].Name is "integers" or "naturals":
                return Read(node[0], pairs: true)?.Integers(node[1].Name == "naturals");
            case NodeKind.Intersection:
                return Read(node[0], pairs: true) is { } first && Read(node[1], pairs: true) is { } second ? first.Intersect(second) : null;
            case NodeKind.Difference:
                return Read(node[0], pairs: true) is { } from && Read(node[1], pairs: true)?.Complement() is { } without ? from.Intersect(without) : null;
            case NodeKind.SetBuilder:
                return Builder(node[0], node[1]);
            case NodeKind.And or NodeKind.Or:
                return Together(node);
            case NodeKind.Relation:
                return Relation(node);
            default:
                return null;
        }
    }

    private RealSet? Points(Node[] items)
    {
        var points = RealSet.None(scalars);
        foreach (var item in items)
        {
            if (scalars.Sign(item) is null || points.Union(RealSet.Point(item, scalars)) is not { } more)
            {
                return null;
            }

            points = more;
        }

        return points;
    }

    // What satisfies all conditions, or one of them.
    private RealSet? Together(Node conditions)
    {
        RealSet? result = null;
        foreach (var item in conditions.Items)
        {
            if (Read(item, pairs: true) is not { } part)
            {
                return null;
            }

            result = result is null ? part : conditions.Kind == NodeKind.Or ? result.Union(part) : result.Intersect(part);
            if (result is null)
            {
                return null;
            }
        }

        return result;
    }

    // An interval as it is written: one whose ends are in the wrong order, or that claims to hold an infinite end, is none.
    private RealSet? Written(Node low, bool lowClosed, Node high, bool highClosed)
    {
        if (scalars.Compare(low, high) is not { } order || order > 0 || (order == 0 && !(lowClosed && highClosed)) || (lowClosed && Scalars.IsInfinite(low)) || (highClosed && Scalars.IsInfinite(high)))
        {
            return null;
        }

        return RealSet.Interval(low, lowClosed, high, highClosed, scalars);
    }

    // {x | condition on x}, {x in D | condition on x}; {2k | …} is none, as far as this goes.
    private RealSet? Builder(Node element, Node condition)
    {
        var variable = element.Kind == NodeKind.Relation && element.Name == "in" ? element[0] : element;
        if (variable.Kind != NodeKind.Symbol || Rewriting.Symbols(condition) is not { Count: 1 } names || names.Min != variable.Name || Read(condition, pairs: true) is not { } set)
        {
            return null;
        }

        if (ReferenceEquals(variable, element))
        {
            return set;
        }

        if (element[1].Kind == NodeKind.Constant && element[1].Name is "integers" or "naturals")
        {
            return set.Integers(element[1].Name == "naturals");
        }

        return Read(element[1], pairs: true) is { } domain ? set.Intersect(domain) : null;
    }

    private RealSet? Relation(Node node)
    {
        var operators = node.Name.Split(' ');
        if (operators.Length == 1 && operators[0] is "in" or "notin")
        {
            // Only a name stands for the elements: 2x ∈ [0, 4] is another set of x.
            var set = Equation.IsElement(node[0]) ? Read(node[1], pairs: true) : null;
            return operators[0] == "in" ? set : set?.Complement();
        }

        RealSet? result = null;
        string? subject = null;
        for (var i = 0; i < operators.Length; i++)
        {
            if (operators[i] is not ("<" or ">" or "<=" or ">=" or "!=" or "="))
            {
                return null;
            }

            var part = Pair(node[i], operators[i], node[i + 1], ref subject);
            result = part is null ? null : result is null ? part : result.Intersect(part);
            if (result is null)
            {
                return null;
            }
        }

        return result;
    }

    private RealSet? Pair(Node left, string op, Node right, ref string? subject)
    {
        var leftFree = !IsClosed(left);
        var rightFree = !IsClosed(right);
        if (leftFree && rightFree)
        {
            // x² < 2x and the like: everything to one side, if one variable is all there is.
            left = Node.Subtract(left, right);
            right = Node.Zero;
        }
        else if (rightFree)
        {
            (left, right, op) = (right, left, PolynomialConditions.Mirror(op));
        }
        else if (!leftFree)
        {
            return null;
        }

        // The quantity itself: a variable, f(x), |z|.
        var atom = left.Kind is NodeKind.Symbol or NodeKind.Text || (left.Kind == NodeKind.Call && left.Name.Length <= 2);
        if (atom)
        {
            return SameSubject(NodePrinter.Print(left, 80), ref subject) ? _conditions.Half(op, right) : null;
        }

        if (left.Kind == NodeKind.Call && left.Name == "abs" && left.Items.Length == 1)
        {
            return Absolute(left[0], op, right, ref subject);
        }

        var symbols = Rewriting.Symbols(left);
        if (symbols.Count != 1 || left.Any(static item => item.Kind == NodeKind.Call && item.Name is "f" or "g" or "h"))
        {
            return null;
        }

        return SameSubject(symbols.Min!, ref subject) ? _conditions.Solve(Node.Subtract(left, right), symbols.Min!, op) : null;
    }

    // |h| op c by h op c and h op −c.
    private RealSet? Absolute(Node h, string op, Node bound, ref string? subject)
    {
        var above = Pair(h, op, bound, ref subject);
        var below = Pair(h, PolynomialConditions.Mirror(op), Node.Negate(bound), ref subject);
        if (above is null || below is null)
        {
            return null;
        }

        return op switch
        {
            "<" or "<=" or "!=" => above.Intersect(below),
            "=" => scalars.Sign(bound) is < 0 ? RealSet.None(scalars) : above.Union(below),
            _ => scalars.Sign(bound) is < 0 ? RealSet.All(scalars) : above.Union(below),
        };
    }

    private static bool SameSubject(string name, ref string? subject)
    {
        subject ??= name;
        return subject == name;
    }

    private static bool IsClosed(Node node) => !node.Any(static item => item.Kind is NodeKind.Symbol or NodeKind.Text);
}
