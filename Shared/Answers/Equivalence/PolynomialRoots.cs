using Guide.Answers.Numbers;

namespace Guide.Answers.Equivalence;

/// <summary>How many distinct roots a polynomial with rational coefficients has: the real ones by Sturm's chain, all of them by its degree without what divides it twice.</summary>
internal sealed class PolynomialRoots
{
    private const int LargestDegree = 40;
    private const long LongestCoefficient = 20_000;

    private readonly List<Rational[]> _chain = [];

    private PolynomialRoots(Rational[] polynomial, Budget budget)
    {
        var derivative = new Rational[polynomial.Length - 1];
        for (var i = 1; i < polynomial.Length; i++)
        {
            derivative[i - 1] = polynomial[i] * new Rational(i);
        }

        _chain.Add(polynomial);
        _chain.Add(derivative);
        while (_chain[^1].Length > 1)
        {
            var rest = Rest(_chain[^2], _chain[^1], budget);
            if (rest.Length == 0)
            {
                break;
            }

            _chain.Add(rest);
        }
    }

    /// <summary>The polynomial by its coefficients, the constant first; null when it is constant or too large.</summary>
    public static PolynomialRoots? Of(Rational[] polynomial, Budget budget) => polynomial.Length is > 1 and <= LargestDegree + 1 && !polynomial[^1].IsZero ? new PolynomialRoots(polynomial, budget) : null;

    /// <summary>Distinct roots, complex ones among them.</summary>
    public int All => _chain[0].Length - _chain[^1].Length;

    /// <summary>Distinct real roots.</summary>
    public int Real => Changes(static (leading, degree) => degree % 2 == 0 ? leading : -leading) - Changes(static (leading, _) => leading);

    private int Changes(Func<int, int, int> signAt)
    {
        var (changes, last) = (0, 0);
        foreach (var polynomial in _chain)
        {
            var sign = signAt(polynomial[^1].Sign, polynomial.Length - 1);
            changes += last != 0 && sign != last ? 1 : 0;
            last = sign;
        }

        return changes;
    }

    // The negative of what is left by division, as Sturm's chain has it.
    private static Rational[] Rest(Rational[] dividend, Rational[] divisor, Budget budget)
    {
        Rational[] rest = [.. dividend];
        for (var top = rest.Length - 1; top >= divisor.Length - 1; top--)
        {
            var factor = rest[top] / divisor[^1];
            if (factor.Bits > LongestCoefficient)
            {
                throw new BudgetExceededException();
            }

            budget.Spend(divisor.Length * (4 + (int)(factor.Bits / 64)));
            for (var i = 0; i < divisor.Length; i++)
            {
                rest[top - divisor.Length + 1 + i] -= factor * divisor[i];
            }
        }

        var length = Math.Min(rest.Length, divisor.Length - 1);
        while (length > 0 && rest[length - 1].IsZero)
        {
            length--;
        }

        return Array.ConvertAll(rest[..length], static value => -value);
    }
}
