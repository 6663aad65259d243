using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>Letters that an expression needs to be positive: those to odd powers in a product under an even root or a logarithm, or under a power with letters above.</summary>
internal static class PositiveLetters
{
    public static HashSet<string> Of(Node node)
    {
        var letters = new HashSet<string>(StringComparer.Ordinal);
        Look(node, letters);
        return letters;
    }

    private static void Look(Node node, HashSet<string> letters)
    {
        if (Radicand(node) is { } radicand)
        {
            Odd(radicand, letters);
        }

        foreach (var item in node.Items)
        {
            Look(item, letters);
        }
    }

    private static Node? Radicand(Node node) => node.Kind switch
    {
        NodeKind.Call when node.Name is "sqrt" or "ln" or "log" => node[0],
        NodeKind.Call when node.Name is "root" && node[1].IsNumber && node[1].Value is { IsInteger: true, Numerator.IsEven: true } => node[0],
        NodeKind.Power when node[1].IsNumber && !node[1].Value.IsInteger && node[1].Value.Denominator.IsEven => node[0],
        NodeKind.Power when !node[1].IsNumber && Rewriting.HasSymbols(node[1]) => node[0],
        NodeKind.Power when node[1].Kind == NodeKind.Multiply && !Rewriting.HasSymbols(node[1]) => node[0],
        _ => null,
    };

    // The letters of a product that change its sign.
    private static void Odd(Node node, HashSet<string> letters)
    {
        switch (node.Kind)
        {
            case NodeKind.Symbol:
                letters.Add(node.Name);
                break;
            case NodeKind.Multiply:
                foreach (var item in node.Items)
                {
                    Odd(item, letters);
                }

                break;
            case NodeKind.Power when !(node[1].IsNumber && node[1].Value is { IsInteger: true, Numerator.IsEven: true }):
                Odd(node[0], letters);
                break;
        }
    }
}
