using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>Ratios, and numbers in bases.</summary>
internal sealed class RatioComparison(IComparison comparison)
{
    public bool SameRatios(Node gold, Node said)
    {
        if (gold.Kind == NodeKind.Ratio && said.Kind == NodeKind.Ratio)
        {
            if (gold.Items.Length != said.Items.Length || gold.Name != said.Name)
            {
                return comparison.By("ratios of different length", false);
            }

            // 5:00 and 6:00 are no multiples of each other.
            if (Array.Exists(gold.Items, IsZero) || Array.Exists(said.Items, IsZero))
            {
                return comparison.By("ratios with a zero, term by term", comparison.InOrder(gold.Items, said.Items));
            }

            for (var i = 1; i < gold.Items.Length; i++)
            {
                if (!comparison.Scalars.Equal(Node.Multiply(gold[0], said[i]), Node.Multiply(said[0], gold[i])))
                {
                    return comparison.By("ratios", false);
                }
            }

            return comparison.By("ratios", true);
        }

        var (ratio, other) = gold.Kind == NodeKind.Ratio ? (gold, said) : (said, gold);
        return comparison.By("a ratio and a number", ratio.Items.Length == 2 && comparison.Scalars.Equal(Node.Divide(ratio[0], ratio[1]), other));
    }

    private static bool IsZero(Node node) => node.IsNumber && node.Value.IsZero;

    public bool SameBased(Node gold, Node said)
    {
        if (gold.Kind == NodeKind.BasedNumber && said.Kind == NodeKind.BasedNumber)
        {
            return comparison.By("numbers in bases", gold.Value == said.Value);
        }

        var (based, other) = gold.Kind == NodeKind.BasedNumber ? (gold, said) : (said, gold);
        if (!comparison.Scalars.Evaluator.TryRational(other, out var plain))
        {
            var letters = string.Concat(other.Kind == NodeKind.Multiply ? other.Items.Select(static item => item.Kind is NodeKind.Symbol ? item.Name : item.IsNumber ? item.Value.ToString() : "?") : [other.Name]);
            return comparison.By("a based number with its base left out", ReferenceEquals(based, gold) && letters.Length > 0 && letters == based.Name[..based.Name.IndexOf('_', StringComparison.Ordinal)]);
        }

        // The base left out, as the problem names it; or the same number in base ten.
        var digits = based.Name[..based.Name.IndexOf('_', StringComparison.Ordinal)];
        return comparison.By("a based number with its base left out", plain == based.Value || (ReferenceEquals(based, gold) && other.IsNumber && plain.ToString() == digits.TrimStart('0')));
    }
}
