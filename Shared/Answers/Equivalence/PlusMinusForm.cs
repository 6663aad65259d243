using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>A pair of values a ± b by its centre and its spread: (−b ± √D)/2a and −b/2a ± √D/2a are one pair.</summary>
internal static class PlusMinusForm
{
    /// <summary>True where both are pairs of one centre whose spreads agree up to their sign; false says nothing.</summary>
    public static bool Same(Node gold, Node said, IComparison comparison)
    {
        if (Equation.IsEquation(gold) && Equation.IsEquation(said))
        {
            return gold.Items.Length == 2 && said.Items.Length == 2 && Equation.IsLabel(gold[0]) && Equation.SameLabel(gold[0], said[0]) && Same(gold[1], said[1], comparison);
        }

        if (Split(gold) is not var (centre, spread) || Split(said) is not var (otherCentre, otherSpread) || spread is null || otherSpread is null)
        {
            return false;
        }

        var scalars = comparison.Scalars;
        return scalars.Equal(centre, otherCentre)
            && (scalars.Equal(spread, otherSpread) || scalars.Equal(spread, Node.Negate(otherSpread)) || scalars.Equal(Node.Power(spread, Node.OfNumber(2)), Node.Power(otherSpread, Node.OfNumber(2))));
    }

    // Centre and spread; no spread for an expression without a sign, null where the sign stands in a power or a function, or there are several.
    private static (Node Centre, Node? Spread)? Split(Node node)
    {
        switch (node.Kind)
        {
            case NodeKind.PlusMinus when !Rewriting.HasPlusMinus(node[0]):
                return (Node.Zero, node[0]);
            case NodeKind.Add or NodeKind.Multiply:
                break;
            default:
                return Rewriting.HasPlusMinus(node) ? null : (node, null);
        }

        var at = Array.FindIndex(node.Items, Rewriting.HasPlusMinus);
        if (at < 0)
        {
            return (node, null);
        }

        if (Array.FindIndex(node.Items, at + 1, Rewriting.HasPlusMinus) >= 0 || Split(node[at]) is not var (centre, spread))
        {
            return null;
        }

        Node[] centred = [.. node.Items];
        centred[at] = centre;
        if (node.Kind == NodeKind.Add)
        {
            return (node.With(centred), spread);
        }

        Node[] spreads = [.. node.Items];
        spreads[at] = spread!;
        return (node.With(centred), node.With(spreads));
    }
}
