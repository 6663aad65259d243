using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>Congruences: the modulus, what is congruent, and the residue by it.</summary>
internal sealed class CongruenceComparison(IComparison comparison)
{
    public bool SameCongruences(Node gold, Node said)
    {
        if (gold.Kind != said.Kind)
        {
            // The modulus left out: the residue alone.
            var (congruence, other) = gold.Kind == NodeKind.Congruence ? (gold, said) : (said, gold);
            return comparison.By("a residue without its modulus", other.Kind != NodeKind.Relation && comparison.Scalars.Equal(congruence[0], other));
        }

        var subjects = gold.Items.Length < 3 || said.Items.Length < 3 || comparison.Same(gold[2], said[2]);
        return comparison.By("congruences", subjects && comparison.Scalars.Equal(gold[1], said[1]) && SameResidue(gold, said));
    }

    private bool SameResidue(Node gold, Node said)
    {
        var exact = comparison.Scalars.Evaluator;
        return exact.TryRational(gold[0], out var a) && exact.TryRational(said[0], out var b) && exact.TryRational(gold[1], out var modulus) && !modulus.IsZero
            ? ((a - b) / modulus).IsInteger
            : comparison.Scalars.Equal(gold[0], said[0]);
    }
}
