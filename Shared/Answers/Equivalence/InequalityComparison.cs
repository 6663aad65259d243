using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>Inequalities between several variables, link by link.</summary>
internal sealed class InequalityComparison(IComparison comparison)
{
    // Every link of one chain is a positive multiple of a link of the other.
    public bool SameInequalities(Node gold, Node said)
    {
        var (a, b) = (Links(gold), Links(said));
        if (a.Count != b.Count)
        {
            return false;
        }

        var open = new List<(Node Difference, string Op)>(b);
        foreach (var (difference, op) in a)
        {
            var found = open.FindIndex(link => link.Op == op && comparison.Scalars.ConstantRatio(difference, link.Difference) is var sign && (sign > 0 || (sign != 0 && op is "=" or "!=")));
            if (found < 0)
            {
                return false;
            }

            open.RemoveAt(found);
        }

        return true;
    }

    private static List<(Node Difference, string Op)> Links(Node relation)
    {
        var operators = relation.Name.Split(' ');
        var links = new List<(Node, string)>(operators.Length);
        for (var i = 0; i < operators.Length; i++)
        {
            var (left, right, op) = operators[i] is ">" or ">=" ? (relation[i + 1], relation[i], operators[i] == ">" ? "<" : "<=") : (relation[i], relation[i + 1], operators[i]);
            links.Add((Node.Subtract(right, left), op));
        }

        return links;
    }
}
