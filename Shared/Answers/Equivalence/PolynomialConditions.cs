using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>h(x) op 0 for linear and quadratic h, found by their differences: the reals that satisfy it.</summary>
internal sealed class PolynomialConditions(Scalars scalars)
{
    // Where a polynomial of degree two is tried once more, beyond the points it was found from.
    private const int Check = 7;

    /// <summary>The operator with its sides exchanged.</summary>
    public static string Mirror(string op) => op switch { "<" => ">", ">" => "<", "<=" => ">=", ">=" => "<=", _ => op };

    /// <summary>x op c.</summary>
    public RealSet? Half(string op, Node bound)
    {
        var low = Node.Negate(Node.Infinity);
        return op switch
        {
            "<" => RealSet.Interval(low, false, bound, false, scalars),
            "<=" => RealSet.Interval(low, false, bound, true, scalars),
            ">" => RealSet.Interval(bound, false, Node.Infinity, false, scalars),
            ">=" => RealSet.Interval(bound, true, Node.Infinity, false, scalars),
            "=" => scalars.Sign(bound) is null ? null : RealSet.Point(bound, scalars),
            _ => scalars.Sign(bound) is null ? null : RealSet.Point(bound, scalars).Complement(),
        };
    }

    /// <summary>The set; null where h is neither linear nor quadratic, or has corners or steps.</summary>
    public RealSet? Solve(Node h, string x, string op)
    {
        if (ExpressionTraits.Of(h, h) is { Corners.Count: > 0 } or { Steps: true })
        {
            return null;
        }

        Node At(int value) => Rewriting.Replace(h, x, Node.OfNumber(value));
        var (h0, h1, h2) = (At(0), At(1), At(2));
        var slope = Node.Subtract(h1, h0);
        if (scalars.Equal(slope, Node.Subtract(h2, h1)) && scalars.Equal(Node.Multiply(Node.OfNumber(Check - 2), slope), Node.Subtract(At(Check), h2)))
        {
            return Linear(slope, h0, op);
        }

        // Second differences of a quadratic are 2a.
        var twiceA = Node.Add(h2, Node.Multiply(Node.OfNumber(-2), h1), h0);
        var next = Node.Add(At(3), Node.Multiply(Node.OfNumber(-2), h2), h1);
        if (!scalars.Equal(twiceA, next))
        {
            return null;
        }

        var a = Simplify(Node.Divide(twiceA, Node.OfNumber(2)));
        var b = Simplify(Node.Subtract(slope, a));
        var isQuadratic = scalars.Equal(At(Check), Node.Add(Node.Multiply(Node.OfNumber(Check * Check), a), Node.Multiply(Node.OfNumber(Check), b), h0));
        return isQuadratic ? Quadratic(a, b, h0, op) : null;
    }

    private RealSet? Linear(Node slope, Node constant, string op) => scalars.Sign(slope) switch
    {
        null or 0 => null,
        var sign => Half(sign > 0 ? op : Mirror(op), Simplify(Node.Multiply(Node.MinusOne, constant, Node.Power(slope, Node.MinusOne)))),
    };

    private RealSet? Quadratic(Node a, Node b, Node c, string op)
    {
        var discriminant = Simplify(Node.Subtract(Node.Multiply(b, b), Node.Multiply(Node.OfNumber(4), a, c)));
        if (scalars.Sign(a) is not (not 0 and { } direction) || scalars.Sign(discriminant) is not { } roots)
        {
            return null;
        }

        if (roots < 0)
        {
            var holds = op is "!=" || (direction > 0 ? op is ">" or ">=" : op is "<" or "<=");
            return holds ? RealSet.All(scalars) : RealSet.None(scalars);
        }

        var root = Node.Call("sqrt", discriminant);
        var divisor = Node.Power(Node.Multiply(Node.OfNumber(2), a), Node.MinusOne);
        var minusB = Node.Multiply(Node.MinusOne, b);
        var low = Simplify(Node.Multiply(Node.Add(minusB, Node.Multiply(Node.OfNumber(-direction), root)), divisor));
        var high = Simplify(Node.Multiply(Node.Add(minusB, Node.Multiply(Node.OfNumber(direction), root)), divisor));
        if (op is "=" or "!=")
        {
            var both = RealSet.Point(low, scalars).Union(RealSet.Point(high, scalars));
            return op == "=" ? both : both?.Complement();
        }

        // Between the roots, or outside of them.
        var strict = op is "<" or ">";
        return (direction > 0) == (op is "<" or "<=") ? RealSet.Interval(low, !strict, high, !strict, scalars) : RealSet.Interval(low, strict, high, strict, scalars)?.Complement();
    }

    private Node Simplify(Node node) => scalars.Evaluator.TryRational(node, out var value) ? Node.OfNumber(value) : node;
}
