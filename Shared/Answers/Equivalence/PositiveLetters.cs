using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>Letters that an expression needs to be positive: those to odd powers in a product under an even root or a logarithm, or under a power with letters above. Odd roots are real on both sides of 0.</summary>
internal sealed class PositiveLetters
{
    private readonly ExactEvaluator _exact;
    private readonly HashSet<string> _letters = new(StringComparer.Ordinal);

    private PositiveLetters(ExactEvaluator exact) => _exact = exact;

    public static HashSet<string> Of(Node node, ExactEvaluator exact)
    {
        var found = new PositiveLetters(exact);
        found.Look(node);
        return found._letters;
    }

    private void Look(Node node)
    {
        if (Radicand(node) is { } radicand)
        {
            Odd(radicand);
        }

        foreach (var item in node.Items)
        {
            Look(item);
        }
    }

    private Node? Radicand(Node node) => node.Kind switch
    {
        NodeKind.Call when node.Name is "sqrt" or "ln" or "log" => node[0],
        NodeKind.Call when node.Name is "root" && node[1].IsNumber && node[1].Value is { IsInteger: true, Numerator.IsEven: true } => node[0],
        NodeKind.Power when Rewriting.HasSymbols(node[1]) => node[0],
        NodeKind.Power when Rewriting.HasSymbols(node[0]) => _exact.TryRational(node[1], out var exponent) && !exponent.Denominator.IsEven ? null : node[0],
        _ => null,
    };

    // The letters of a product that change its sign.
    private void Odd(Node node)
    {
        switch (node.Kind)
        {
            case NodeKind.Symbol:
                _letters.Add(node.Name);
                break;
            case NodeKind.Multiply:
                foreach (var item in node.Items)
                {
                    Odd(item);
                }

                break;
            case NodeKind.Power when !(node[1].IsNumber && node[1].Value is { IsInteger: true, Numerator.IsEven: true }):
                Odd(node[0]);
                break;
        }
    }
}
