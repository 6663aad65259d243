using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <content>Sums and products over a bounded index, exact or in balls.</content>
internal sealed partial class Evaluator
{
    private bool SeriesBounds(Node node, out int low, out int high)
    {
        low = high = 0;
        if (node.Name is not ("sum" or "prod") || node[0].Name.Length == 0 || !TryRational(node[1], out var from) || !TryRational(node[2], out var to) || !from.IsInteger || !to.IsInteger)
        {
            return false;
        }

        if (from.Bits > 30 || to.Bits > 30 || to.Numerator - from.Numerator > MostTerms)
        {
            return false;
        }

        low = (int)from.Numerator;
        high = (int)to.Numerator;
        return true;
    }

    private bool TrySeries(Node node, out Rational value)
    {
        value = node.Name == "sum" ? Rational.Zero : Rational.One;
        if (!SeriesBounds(node, out var low, out var high))
        {
            return false;
        }

        var name = node[0].Name;
        var shadowed = _bound.TryGetValue(name, out var outer);
        try
        {
            for (var k = low; k <= high; k++)
            {
                _bound[name] = new Rational(k);
                if (!TryRational(name == "i" ? Rewriting.Replace(IndexI(node[3]), name, Node.OfNumber(k)) : node[3], out var term))
                {
                    return false;
                }

                value = node.Name == "sum" ? value + term : value * term;
                Charge(value);
            }
        }
        finally
        {
            _bound.Remove(name);
            if (shadowed)
            {
                _bound[name] = outer;
            }
        }

        return true;
    }

    // Under a sum over i the letter is the index, not the imaginary unit.
    private static Node IndexI(Node node)
    {
        if (node.IsConstant("i"))
        {
            return Node.Symbol("i");
        }

        return node.Items.Length == 0 ? node : node.With([.. node.Items.Select(IndexI)]);
    }

    // The bounds at a point where the variables are whole numbers: 1 + … + n.
    private bool SeriesBoundsAt(Node node, int point, int p, out int low, out int high)
    {
        (low, high) = (0, 0);
        if (!IntegerPoints || node.Name is not ("sum" or "prod") || node[0].Name.Length == 0 || !Value(node[1], point, p, out var from) || !Value(node[2], point, p, out var to)
            || Whole(from) is not { } first || Whole(to) is not { } last || first.Bits > 30 || last.Bits > 30 || last.Numerator - first.Numerator > MostTerms)
        {
            return false;
        }

        (low, high) = ((int)first.Numerator, (int)last.Numerator);
        return true;
    }

    private bool Series(Node node, int point, int p, out Complex value)
    {
        if (!SeriesBounds(node, out var low, out var high) && !SeriesBoundsAt(node, point, p, out low, out high))
        {
            value = Opaque(node, point);
            return true;
        }

        value = node.Name == "sum" ? Complex.Zero : Complex.One;
        var name = node[0].Name;
        var body = name == "i" ? IndexI(node[3]) : node[3];
        var shadowed = _bound.TryGetValue(name, out var outer);
        try
        {
            for (var k = low; k <= high; k++)
            {
                _bound[name] = new Rational(k);
                if (!Value(body, point, p, out var term))
                {
                    return false;
                }

                value = node.Name == "sum" ? Complex.Add(value, term, p) : Complex.Multiply(value, term, p);
            }
        }
        finally
        {
            _bound.Remove(name);
            if (shadowed)
            {
                _bound[name] = outer;
            }
        }

        return true;
    }
}
