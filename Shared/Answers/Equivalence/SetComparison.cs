using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>Sets of reals, and sets and relations with several variables part by part.</summary>
internal sealed class SetComparison(IComparison comparison, ListComparison lists, WordComparison words)
{
    private readonly InequalityComparison _inequalities = new(comparison);
    private readonly RealSets _sets = new(comparison.Scalars);

    public bool SameSets(Node gold, Node said)
    {
        if (gold.Kind == NodeKind.Relation && gold.Name == "in" && !RealSets.IsSetForm(said) && said.Kind != NodeKind.Tuple)
        {
            return comparison.By("set against the element's label", Equation.IsElement(gold[0]) && comparison.Same(gold[1], said));
        }

        if (said.Kind == NodeKind.Relation && said.Name == "in" && !RealSets.IsSetForm(gold) && gold.Kind != NodeKind.Tuple)
        {
            return comparison.By("set against the element's label", Equation.IsElement(said[0]) && comparison.Same(gold, said[1]));
        }

        // Words for a set.
        if (gold.Kind == NodeKind.Text || said.Kind == NodeKind.Text)
        {
            return words.SameWords(gold, said);
        }

        var (left, right) = (_sets.Read(gold, pairs: true), _sets.Read(said, pairs: true));
        if (left is not null && right is not null)
        {
            // Two statements about different variables are different statements.
            if (gold.Kind == NodeKind.Relation && said.Kind == NodeKind.Relation && Subject(gold) is { } a && Subject(said) is { } b && a != b)
            {
                return comparison.By("inequalities in different variables", false);
            }

            return comparison.By("sets of reals", left.SameAs(right));
        }

        if (gold.Kind == NodeKind.List || said.Kind == NodeKind.List || gold.Kind == NodeKind.Set || said.Kind == NodeKind.Set)
        {
            // "b < a < d < c" and "b, a, d, c" are one ordering.
            var (chain, list) = gold.Kind == NodeKind.List ? (said, gold) : (gold, said);
            if (chain.Kind == NodeKind.Relation && list.Kind == NodeKind.List && chain.Items.Length > 2 && chain.Name.Split(' ') is var links && Array.TrueForAll(links, link => link == links[0] && link is "<" or ">") && Array.TrueForAll(chain.Items, static item => item.Kind == NodeKind.Symbol))
            {
                return comparison.By("an ordering", chain.Items.Length == list.Items.Length && comparison.InOrder(chain.Items, list.Items));
            }

            if (IsEquationList(gold, said))
            {
                return comparison.By("sets of reals", false);
            }

            return lists.SameLists(gold, said);
        }

        return comparison.By("set forms", SameForm(gold, said));
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
            return _inequalities.SameInequalities(gold, said);
        }

        if (gold.Kind is NodeKind.And or NodeKind.Or && gold.Kind == said.Kind)
        {
            return comparison.Matching([.. gold.Items], [.. said.Items]);
        }

        if (gold.Kind is NodeKind.Union or NodeKind.Intersection && gold.Kind == said.Kind)
        {
            return comparison.Matching(Parts(gold, gold.Kind), Parts(said, said.Kind));
        }

        if (gold.Kind == NodeKind.SetBuilder && said.Kind == NodeKind.SetBuilder)
        {
            // {2k | k ∈ ℤ} and {2n | n ∈ ℤ}: the variable is bound.
            if (Rewriting.Symbols(gold[0]) is { Count: 1 } bound && Rewriting.Symbols(said[0]) is { Count: 1 } other && bound.Min != other.Min && !Rewriting.Symbols(said[1]).Contains(bound.Min!))
            {
                said = Rewriting.Replace(said, other.Min!, Node.Symbol(bound.Min!));
            }

            return comparison.Same(gold[1], said[1]) && SameForm(gold[0], said[0]);
        }

        if (gold.Kind == NodeKind.Relation && gold.Name == "in")
        {
            return said.Kind == NodeKind.Relation && said.Name == "in" ? comparison.Same(gold[0], said[0]) && comparison.Same(gold[1], said[1]) : Equation.IsElement(gold[0]) && comparison.Same(gold[1], said);
        }

        if (said.Kind == NodeKind.Relation && said.Name == "in")
        {
            return Equation.IsElement(said[0]) && comparison.Same(gold, said[1]);
        }

        // a < x < b against (a, b) with free ends.
        if (Ends(gold) is { } a && Ends(said) is { } b)
        {
            return a.Brackets == b.Brackets && comparison.Scalars.Equal(a.Low, b.Low) && comparison.Scalars.Equal(a.High, b.High);
        }

        if (gold.Kind == said.Kind && gold.Name == said.Name && gold.Items.Length == said.Items.Length && gold.Items.Length > 0)
        {
            return comparison.InOrder(gold.Items, said.Items);
        }

        return comparison.Scalars.Equal(gold, said);
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
}
