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

        if (comparison.Scalars.IsMonomialMultiple(f, g))
        {
            return comparison.By("equations, one a multiple of the other", true);
        }

        if (comparison.Scalars.ConstantRatio(f, g) != 0 && IsExactMultiple(f, g, a))
        {
            return comparison.By("equations, one a multiple of the other", true);
        }

        return comparison.By("equations by their solutions", Vanishes(f, g, a) && Vanishes(g, f, a));
    }

    // f·g(p) = g·f(p) for a point p: so nothing is lost that a ratio would hide.
    private bool IsExactMultiple(Node f, Node g, SortedSet<string> names)
    {
        var (atF, atG, value) = (f, g, 2);
        foreach (var name in names)
        {
            (atF, atG) = (Rewriting.Replace(atF, name, Node.OfNumber(value)), Rewriting.Replace(atG, name, Node.OfNumber(value)));
            value = (2 * value) + 1;
        }

        // Where they vanish or have no value, the ratio alone decides.
        return comparison.Scalars.Sign(atF) is null or 0 || comparison.Scalars.Sign(atG) is null or 0 || comparison.Scalars.Equal(Node.Multiply(f, atG), Node.Multiply(g, atF));
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

        var solved = false;
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
            if (!comparison.Scalars.Equal(Rewriting.Replace(g, name, solution), Node.Zero) || HasMore(slope, f0, g))
            {
                return false;
            }

            solved = true;
        }

        return solved;
    }

    // Where slope and rest vanish together f has solutions that solving for the letter never sees: (x + y − 1)x = 0 holds on all of x = 0.
    private bool HasMore(Node slope, Node rest, Node g)
    {
        if (!Rewriting.HasSymbols(slope))
        {
            return false;
        }

        var found = false;
        foreach (var letter in Rewriting.Symbols(slope))
        {
            foreach (var root in Roots(slope, letter))
            {
                if (!comparison.Scalars.Equal(Rewriting.Replace(slope, letter, root), Node.Zero))
                {
                    continue;
                }

                found = true;
                if (comparison.Scalars.Equal(Rewriting.Replace(rest, letter, root), Node.Zero) && !comparison.Scalars.Equal(Rewriting.Replace(g, letter, root), Node.Zero))
                {
                    return true;
                }
            }
        }

        // A zero that was not found cannot be looked at.
        return !found && comparison.Scalars.ChangesSign(slope);
    }

    // Small whole numbers, the root of what is linear, the vertex of what is quadratic.
    private static IEnumerable<Node> Roots(Node slope, string letter)
    {
        foreach (var value in (int[])[0, 1, -1, 2, -2, 3, -3])
        {
            yield return Node.OfNumber(value);
        }

        var (s0, s1, s2) = (Rewriting.Replace(slope, letter, Node.Zero), Rewriting.Replace(slope, letter, Node.One), Rewriting.Replace(slope, letter, Node.OfNumber(2)));
        yield return Node.Divide(s0, Node.Subtract(s0, s1));

        // −b/2a with 2a = s2 − 2 s1 + s0 and 2b = 4 s1 − s2 − 3 s0.
        var (twiceA, twiceB) = (Node.Add(s2, Node.Multiply(Node.OfNumber(-2), s1), s0), Node.Add(Node.Multiply(Node.OfNumber(4), s1), Node.Negate(s2), Node.Multiply(Node.OfNumber(-3), s0)));
        yield return Node.Divide(Node.Negate(twiceB), Node.Multiply(Node.OfNumber(2), twiceA));
    }
}
