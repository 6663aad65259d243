using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>
/// Decides whether two parsed answers are the same answer. Each form has its rule; the rule that decided is kept for the verdict.
/// The gold's form decides two things: labels in the gold fix an order, and a gold in braces is a set.
/// </summary>
internal sealed partial class Comparison
{
    private const int MostItems = 200;
    private readonly Budget _budget;
    private readonly Scalars _scalars;
    private readonly RealSets _sets;
    private readonly bool _science;
    private int _depth;

    public Comparison(Budget budget, bool naturalLog, Rational tolerance, bool science)
    {
        _budget = budget;
        _scalars = new Scalars(budget, naturalLog, tolerance);
        _sets = new RealSets(_scalars);
        _science = science;
    }

    /// <summary>The rule that decided.</summary>
    public string Rule { get; private set; } = "none";

    public bool Same(Node gold, Node said)
    {
        if (++_depth > 40)
        {
            throw new BudgetExceededException();
        }

        _budget.Spend(5);
        var same = Decide(gold, said);
        _depth--;
        return same;
    }

    private bool By(string rule, bool same)
    {
        Rule = rule;
        return same;
    }

    private bool Decide(Node gold, Node said)
    {
        (gold, said) = (Labelled(gold, said), Labelled(said, gold));

        // Plain numbers first: nearly every case.
        if (gold.IsNumber && said.IsNumber)
        {
            return By("numbers", _scalars.Equal(gold, said));
        }

        if (gold.Kind == NodeKind.Time || said.Kind == NodeKind.Time)
        {
            return By("times of day", SameTime(gold, said));
        }

        if (gold.Kind == NodeKind.Date || said.Kind == NodeKind.Date)
        {
            return By("dates", gold.Kind == said.Kind && SameDate(gold.Name, said.Name));
        }

        if (RealSets.IsSetForm(gold) || RealSets.IsSetForm(said))
        {
            return SameSets(gold, said);
        }

        if (IsEquation(gold) || IsEquation(said))
        {
            return SameEquations(gold, said);
        }

        if (Many(gold) || Many(said))
        {
            return SameLists(gold, said);
        }

        if (gold.Kind is NodeKind.Tuple or NodeKind.Matrix || said.Kind is NodeKind.Tuple or NodeKind.Matrix || Rewriting.HasMatrix(gold) || Rewriting.HasMatrix(said))
        {
            return SameTuples(gold, said);
        }

        if (gold.Kind == NodeKind.Text || said.Kind == NodeKind.Text)
        {
            return SameWords(gold, said);
        }

        if (gold.Kind == NodeKind.Relation || said.Kind == NodeKind.Relation)
        {
            return By("relations", gold.Kind == said.Kind && gold.Name == said.Name && gold.Items.Length == said.Items.Length && InOrder(gold.Items, said.Items));
        }

        if (gold.Kind == NodeKind.Quantity || said.Kind == NodeKind.Quantity || IsAngleOrPercent(gold) || IsAngleOrPercent(said))
        {
            return SameQuantities(gold, said);
        }

        if (gold.Kind == NodeKind.Ratio || said.Kind == NodeKind.Ratio)
        {
            return SameRatios(gold, said);
        }

        if (gold.Kind == NodeKind.BasedNumber || said.Kind == NodeKind.BasedNumber)
        {
            return SameBased(gold, said);
        }

        return By("values", _scalars.Equal(gold, said));
    }

    // A(3, 4) is the point A = (3, 4); against one value C(10, 3) counts combinations.
    private static Node Labelled(Node node, Node other)
    {
        if (node.Kind != NodeKind.Multiply || node.Items.Length != 2 || node[1].Kind != NodeKind.Tuple || node[1].Name != "()" || node[0].Kind != NodeKind.Symbol || !char.IsAsciiLetterUpper(node[0].Name[0]))
        {
            return node;
        }

        return other.Kind is NodeKind.Tuple or NodeKind.Matrix or NodeKind.List or NodeKind.Relation or NodeKind.Multiply && other.Any(static item => item.Kind is NodeKind.Tuple or NodeKind.Matrix or NodeKind.Relation)
            ? Node.Named(NodeKind.Relation, "=", node[0], node[1])
            : node[0].Name == "C" && node[1].Items.Length == 2 ? Node.Call("binom", node[1].Items) : node;
    }

    private static bool IsEquation(Node node) => node.Kind == NodeKind.Relation && Array.TrueForAll(node.Name.Split(' '), static op => op is "=");
    private static bool IsAngleOrPercent(Node node) => node.Kind is NodeKind.Degree or NodeKind.Percent || (node.Kind is NodeKind.Add or NodeKind.Multiply && Array.Exists(node.Items, IsAngleOrPercent));
    private static bool Many(Node node) => node.Kind is NodeKind.List or NodeKind.Set || (node.Kind is not (NodeKind.Tuple or NodeKind.Matrix) && Rewriting.HasPlusMinus(node)) || (node.Kind == NodeKind.Tuple && Rewriting.HasPlusMinus(node));

    // Each answer has its own partner. Sameness is (nearly) transitive, so the first partner found will do.
    private bool Matching(List<Node> gold, List<Node> said)
    {
        if (gold.Count != said.Count)
        {
            return false;
        }

        var open = new List<Node>(said);
        foreach (var item in gold)
        {
            var found = open.FindIndex(candidate => SameItem(item, candidate));
            if (found < 0)
            {
                return false;
            }

            open.RemoveAt(found);
        }

        return true;
    }

    // Within a collection {2} is not 2.
    private bool SameItem(Node gold, Node said) => gold.Kind == NodeKind.Set == (said.Kind == NodeKind.Set) && Same(gold, said);

    private bool InOrder(Node[] gold, Node[] said)
    {
        for (var i = 0; i < gold.Length; i++)
        {
            if (!SameItem(gold[i], said[i]))
            {
                return false;
            }
        }

        return true;
    }
}
