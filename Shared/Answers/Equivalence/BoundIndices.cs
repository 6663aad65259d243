using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>The values of the indices of the sums and products that are being added up.</summary>
internal sealed class BoundIndices
{
    private readonly Dictionary<string, Rational> _values = [];

    public bool TryGet(string name, out Rational value) => _values.TryGetValue(name, out value);

    /// <summary>Calls with the index at each value from low to high, until one call is false; whether none was. An outer index of that name is back afterwards.</summary>
    public bool Each(string name, int low, int high, Func<int, bool> term)
    {
        var shadowed = _values.TryGetValue(name, out var outer);
        try
        {
            for (var k = low; k <= high; k++)
            {
                _values[name] = new Rational(k);
                if (!term(k))
                {
                    return false;
                }
            }

            return true;
        }
        finally
        {
            _values.Remove(name);
            if (shadowed)
            {
                _values[name] = outer;
            }
        }
    }

    /// <summary>The body with the letter i as the index that it is under a sum over i, not as the imaginary unit.</summary>
    public static Node WithIndexI(Node node)
    {
        if (node.IsConstant("i"))
        {
            return Node.Symbol("i");
        }

        return node.Items.Length == 0 ? node : node.With([.. node.Items.Select(WithIndexI)]);
    }
}
