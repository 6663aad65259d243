using Guide.Answers.Numbers;
using Guide.Answers.Syntax;
using Guide.Answers.Units;

namespace Guide.Answers.Equivalence;

/// <summary>Products and quotients of quantities as one quantity: (18 m)/(3 s) is 6 m/s.</summary>
internal static class QuantityArithmetic
{
    private const int LargestPower = 12;

    /// <summary>The product as one quantity; the node itself where its units cannot be multiplied.</summary>
    public static Node Fold(Node node)
    {
        if (node.Kind != NodeKind.Multiply || !Array.Exists(node.Items, static item => item.Kind == NodeKind.Quantity || (item.Kind == NodeKind.Power && item[0].Kind == NodeKind.Quantity)))
        {
            return node;
        }

        var values = new List<Node>();
        var (factor, dimensions) = (Rational.One, default(Dimensions));
        foreach (var item in node.Items)
        {
            var (quantity, power) = item.Kind == NodeKind.Power ? (item[0], item[1]) : (item, Node.One);
            if (quantity.Kind != NodeKind.Quantity)
            {
                values.Add(item);
                continue;
            }

            if (quantity.Unit is not { Known: true } unit || !unit.Offset.IsZero || !power.IsNumber || !power.Value.IsInteger || power.Value.Bits > 5 || Rational.Compare(power.Value.Abs(), new Rational(LargestPower)) > 0)
            {
                return node;
            }

            var raised = (int)power.Value.Numerator;
            factor *= Rational.Pow(unit.Factor, raised);
            dimensions += unit.Dimensions * raised;
            values.Add(raised == 1 ? quantity[0] : Node.Power(quantity[0], power));
        }

        return Node.Quantity(values.Count == 1 ? values[0] : Node.Multiply([.. values]), new Unit("folded", factor, dimensions, string.Empty, Rational.Zero, false));
    }
}
