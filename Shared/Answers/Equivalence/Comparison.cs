using Guide.Answers.Extraction;
using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>
/// Decides whether two parsed answers are the same answer. Each form has its rule; the rule that decided is kept for the verdict.
/// The gold's form decides two things: labels in the gold fix an order, and a gold in braces is a set.
/// </summary>
internal sealed class Comparison : IComparison
{
    private const int DeepestNesting = 40;
    // The first rule whose form one of the two has decides.
    private static readonly (Func<Node, bool> Form, Func<Comparison, Node, Node, bool> Same)[] Rules =
    [
        (static node => node.Kind == NodeKind.Time, static (it, gold, said) => it.By("times of day", WordComparison.SameTime(gold, said))),
        (static node => node.Kind == NodeKind.Date, static (it, gold, said) => it.By("dates", gold.Kind == said.Kind && WordComparison.SameDate(gold.Name, said.Name))),
        (static node => node.Kind == NodeKind.Congruence, static (it, gold, said) => new CongruenceComparison(it).SameCongruences(gold, said)),
        (static node => node.Kind == NodeKind.Cases, static (it, gold, said) => it.SameCases(gold, said)),
        (RealSets.IsSetForm, static (it, gold, said) => it.Sets.SameSets(gold, said)),
        (Equation.IsEquation, static (it, gold, said) => it.Equations.SameEquations(gold, said)),
        (ListComparison.IsMany, static (it, gold, said) => it.Lists.SameLists(gold, said)),
        (static node => node.Kind is NodeKind.Tuple || Rewriting.HasMatrix(node), static (it, gold, said) => new TupleComparison(it).SameTuples(gold, said)),
        (static node => node.Kind == NodeKind.Text, static (it, gold, said) => new WordComparison(it).SameWords(gold, said)),
        (static node => node.Kind == NodeKind.Relation, static (it, gold, said) => it.By("relations", gold.Kind == said.Kind && gold.Name == said.Name && gold.Items.Length == said.Items.Length && it.InOrder(gold.Items, said.Items))),
        (static node => node.Kind == NodeKind.Quantity || AngleComparison.IsAngleOrPercent(node), static (it, gold, said) => new QuantityComparison(it).SameQuantities(gold, said)),
        (static node => node.Kind == NodeKind.Ratio, static (it, gold, said) => new RatioComparison(it).SameRatios(gold, said)),
        (static node => node.Kind == NodeKind.BasedNumber, static (it, gold, said) => new RatioComparison(it).SameBased(gold, said)),
    ];

    // Most pairs are two numbers: each part is made when its form first comes up.
    private ListComparison? _lists;
    private EquationComparison? _equations;
    private SetComparison? _sets;
    private int _depth;

    public Comparison(Budget budget, bool naturalLog, Rational tolerance, bool science, ProblemText? problem = null)
    {
        Budget = budget;
        Problem = problem ?? ProblemText.None;
        Scalars = new Scalars(budget, naturalLog, tolerance, Problem);
        Science = science;
    }

    /// <summary>The rule that decided.</summary>
    public string Rule { get; private set; } = "none";

    public Budget Budget { get; }

    public Scalars Scalars { get; }

    public ProblemText Problem { get; }

    public bool Science { get; }

    private ListComparison Lists => _lists ??= new ListComparison(this);

    private EquationComparison Equations => _equations ??= new EquationComparison(this, Lists);

    private SetComparison Sets => _sets ??= new SetComparison(this, Lists, new WordComparison(this));

    public bool Same(Node gold, Node said)
    {
        if (++_depth > DeepestNesting)
        {
            throw new BudgetExceededException();
        }

        Budget.Spend(5);
        var same = Decide(gold, said);
        _depth--;
        return same;
    }

    public bool By(string rule, bool same)
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
            return By("numbers", Scalars.Equal(gold, said));
        }

        foreach (var (form, same) in Rules)
        {
            if (form(gold) || form(said))
            {
                return same(this, gold, said);
            }
        }

        return By("values", Scalars.Equal(gold, said));
    }

    // The lines of a function by cases have no order; "otherwise" is what is left.
    private bool SameCases(Node gold, Node said)
    {
        if (gold.Kind != said.Kind)
        {
            var (cases, other) = gold.Kind == NodeKind.Cases ? (gold, said) : (said, gold);
            return By("cases against something else", Equation.IsEquation(other) && Equation.Value(other) is { Kind: NodeKind.Cases } value && (ReferenceEquals(cases, gold) ? SameCases(cases, value) : SameCases(value, cases)));
        }

        var open = Lines(said);
        var lines = Lines(gold);
        var same = lines.Count == open.Count;
        foreach (var (result, condition) in lines.OrderBy(static line => IsOtherwise(line.Condition)))
        {
            var found = same ? open.FindIndex(line => Same(result, line.Result) && (Same(condition, line.Condition) || (open.Count == 1 && (IsOtherwise(condition) || IsOtherwise(line.Condition))))) : -1;
            same = found >= 0;
            if (!same)
            {
                break;
            }

            open.RemoveAt(found);
        }

        return By("cases, line by line", same);
    }

    private static bool IsOtherwise(Node condition) => condition is { Kind: NodeKind.Text, Name: "otherwise" };

    private static List<(Node Result, Node Condition)> Lines(Node cases) => [.. Enumerable.Range(0, cases.Items.Length / 2).Select(i => (cases[2 * i], cases[(2 * i) + 1]))];

    // A(3, 4) is the point A = (3, 4); against one value C(10, 3) counts combinations.
    private static Node Labelled(Node node, Node other)
    {
        if (node.Kind != NodeKind.Multiply || node.Items.Length != 2 || node[1].Kind != NodeKind.Tuple || node[1].Name != "()" || node[0].Kind != NodeKind.Symbol || !char.IsAsciiLetterUpper(node[0].Name[0]))
        {
            return node;
        }

        return other.Kind is NodeKind.Tuple or NodeKind.Matrix or NodeKind.List or NodeKind.Relation or NodeKind.Multiply && other.Any(static item => item.Kind is NodeKind.Tuple or NodeKind.Matrix or NodeKind.Relation)
            ? Node.Named(NodeKind.Relation, "=", node[0], node[1])
            : node[0].Name is "C" or "P" && node[1].Items.Length == 2 ? NameGrammar.Chosen(node[0].Name, node[1][0], node[1][1]) : node;
    }
}
