using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>Equations by their solutions.</summary>
internal sealed class CurveComparison(IComparison comparison)
{
    // The same solutions: one is a constant multiple of the other, or each vanishes where the other, linear in some variable, does.
    public bool SameCurve(Node gold, Node said)
    {
        if (gold.Items.Length != 2 || said.Items.Length != 2 || !IsScalarSide(gold) || !IsScalarSide(said))
        {
            return comparison.By("equations", gold.Items.Length == said.Items.Length && comparison.InOrder(gold.Items, said.Items));
        }

        var f = Node.Subtract(gold[0], gold[1]);
        var g = Node.Subtract(said[0], said[1]);
        var (a, b) = (Rewriting.Symbols(f), Rewriting.Symbols(g));
        if (!a.SetEquals(b) || a.Count == 0)
        {
            return comparison.By("equations in different variables", false);
        }

        if (comparison.Scalars.ConstantRatio(f, g) != 0)
        {
            return comparison.By("equations, one a multiple of the other", true);
        }

        return comparison.By("equations by their solutions", Vanishes(f, g, a) && Vanishes(g, f, a));
    }

    private static bool IsScalarSide(Node equation) => Array.TrueForAll(equation.Items, static item => item.Kind is NodeKind.Number or NodeKind.Symbol or NodeKind.Add or NodeKind.Multiply or NodeKind.Power or NodeKind.Call or NodeKind.Constant or NodeKind.Factorial or NodeKind.Percent or NodeKind.Degree or NodeKind.Big);

    // True when g is 0 wherever f, linear in one variable, is.
    private bool Vanishes(Node f, Node g, SortedSet<string> names)
    {
        // What looks linear at a few points need not be where there are corners.
        if (ExpressionTraits.Of(f, g) is { Corners.Count: > 0 } or { Steps: true })
        {
            return false;
        }

        foreach (var name in names)
        {
            var f0 = Rewriting.Replace(f, name, Node.Zero);
            var f1 = Rewriting.Replace(f, name, Node.One);
            var f3 = Rewriting.Replace(f, name, Node.OfNumber(3));
            var slope = Node.Subtract(f1, f0);
            if (comparison.Scalars.Equal(slope, Node.Zero) || !comparison.Scalars.Equal(Node.Subtract(f3, f0), Node.Multiply(Node.OfNumber(3), slope)))
            {
                continue;
            }

            var solution = Node.Multiply(Node.MinusOne, f0, Node.Power(slope, Node.MinusOne));
            return comparison.Scalars.Equal(Rewriting.Replace(g, name, solution), Node.Zero);
        }

        return false;
    }
}
