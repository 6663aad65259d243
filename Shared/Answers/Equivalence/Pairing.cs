using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>Parts of two answers against each other, in order and in any order.</summary>
internal static class Pairing
{
    // Each answer has its own partner. Sameness is (nearly) transitive, so the first partner found will do.
    public static bool Matching(this IComparison comparison, List<Node> gold, List<Node> said)
    {
        if (gold.Count != said.Count)
        {
            return false;
        }

        var open = new List<Node>(said);
        foreach (var item in gold)
        {
            var found = open.FindIndex(candidate => SameItem(comparison, item, candidate));
            if (found < 0)
            {
                return false;
            }

            open.RemoveAt(found);
        }

        return true;
    }

    public static bool InOrder(this IComparison comparison, IReadOnlyList<Node> gold, IReadOnlyList<Node> said)
    {
        for (var i = 0; i < gold.Count; i++)
        {
            if (!SameItem(comparison, gold[i], said[i]))
            {
                return false;
            }
        }

        return true;
    }

    // Within a collection {2} is not 2.
    private static bool SameItem(IComparison comparison, Node gold, Node said) => gold.Kind == NodeKind.Set == (said.Kind == NodeKind.Set) && comparison.Same(gold, said);
}
