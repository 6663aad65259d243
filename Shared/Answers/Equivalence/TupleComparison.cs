using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>Tuples, vectors and matrices, in order.</summary>
internal sealed class TupleComparison(IComparison comparison)
{
    public bool SameTuples(Node gold, Node said)
    {
        var (a, b) = (Rewriting.FoldMatrices(gold, comparison.Budget), Rewriting.FoldMatrices(said, comparison.Budget));
        if (a is null || b is null)
        {
            return comparison.By("matrices that do not fit", false);
        }

        // A matrix or tuple against one value that is none.
        if (a.Kind is not (NodeKind.Tuple or NodeKind.Matrix) || b.Kind is not (NodeKind.Tuple or NodeKind.Matrix))
        {
            if (a.Items.Length == 1 && a.Kind is NodeKind.Tuple or NodeKind.Matrix)
            {
                return comparison.Same(a[0], b);
            }

            return comparison.By("a tuple against one value", b.Items.Length == 1 && b.Kind is NodeKind.Tuple or NodeKind.Matrix && comparison.Same(a, b[0]));
        }

        if (a.Items.Length != b.Items.Length)
        {
            return comparison.By("tuples of different length", false);
        }

        if (a.Kind == NodeKind.Matrix && b.Kind == NodeKind.Matrix && a.Name != b.Name && !(IsVector(a) && IsVector(b)))
        {
            return comparison.By("matrices of different shape", false);
        }

        if ((a.Kind == NodeKind.Matrix && !IsVector(a) && b.Kind == NodeKind.Tuple) || (b.Kind == NodeKind.Matrix && !IsVector(b) && a.Kind == NodeKind.Tuple))
        {
            return comparison.By("a matrix against a tuple", false);
        }

        if (a.Kind == NodeKind.Tuple && b.Kind == NodeKind.Tuple && a.Name != b.Name && a.Items.Length == 2 && !comparison.Science)
        {
            return comparison.By("a pair against a closed interval", false);
        }

        var same = comparison.InOrder(a.Items, b.Items);
        return comparison.By("tuples, in order", same);
    }

    private static bool IsVector(Node matrix) => matrix.Name.StartsWith("1x", StringComparison.Ordinal) || matrix.Name.EndsWith("x1", StringComparison.Ordinal);
}
