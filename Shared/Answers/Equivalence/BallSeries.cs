using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>Sums and products over a bounded index, in balls.</summary>
internal sealed class BallSeries(IBallValues values, ExactEvaluator exact, BoundIndices indices, SamplePoints points)
{
    private const int MostTerms = 400;

    public bool Series(Node node, int point, int p, out Complex value)
    {
        if (!exact.SeriesBounds(node, out var low, out var high) && !BoundsAt(node, point, p, out low, out high))
        {
            value = points.Opaque(node, point);
            return true;
        }

        var name = node[0].Name;
        var body = name == "i" ? BoundIndices.WithIndexI(node[3]) : node[3];
        var total = node.Name == "sum" ? Complex.Zero : Complex.One;
        var found = indices.Each(name, low, high, _ =>
        {
            if (!values.Value(body, point, p, out var term))
            {
                return false;
            }

            total = node.Name == "sum" ? Complex.Add(total, term, p) : Complex.Multiply(total, term, p);
            return true;
        });
        value = total;
        return found;
    }

    // The bounds at a point where the variables are whole numbers: 1 + … + n.
    private bool BoundsAt(Node node, int point, int p, out int low, out int high)
    {
        (low, high) = (0, 0);
        if (!points.Whole || node.Name is not ("sum" or "prod") || node[0].Name.Length == 0 || !values.Value(node[1], point, p, out var from) || !values.Value(node[2], point, p, out var to)
            || from.AsWhole() is not { } first || to.AsWhole() is not { } last || first.Bits > 30 || last.Bits > 30 || last.Numerator - first.Numerator > MostTerms)
        {
            return false;
        }

        (low, high) = ((int)first.Numerator, (int)last.Numerator);
        return true;
    }
}
