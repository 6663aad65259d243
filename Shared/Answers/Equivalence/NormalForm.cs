using System.Globalization;
using System.Text;

using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>
/// Sums of products with exact coefficients: products of sums are multiplied out and like terms are gathered, so that what two expressions share cancels exactly and what is left can be
/// evaluated by itself. What is no sum, product or whole power stands as a factor of its own, named by its canonical form.
/// </summary>
internal sealed class NormalForm(Evaluator evaluator, Budget budget)
{
    private const int MostTerms = 96;
    private const int MostFactors = 24;
    private const int LargestPower = 24;
    private const int LongestCoefficient = 20_000;
    private const int DeepestNesting = 40;
    private const int MostPaired = 12;

    private int _depth;

    /// <summary>The first less the second: 0 where their normal forms are one; null where they are too large, or one divides by 0.</summary>
    public Node? Difference(Node a, Node b)
    {
        if (Of(a) is not { } terms || Of(b) is not { } others)
        {
            return null;
        }

        foreach (var term in others.Values)
        {
            Gather(terms, term with { Coefficient = -term.Coefficient });
        }

        return terms.Count > 2 * MostTerms ? null : Sum(terms.Values);
    }

    /// <summary>True when one is the other times a number, and letters that stand in the other's denominators: there they are not 0.</summary>
    public bool AreProportional(Node a, Node b)
    {
        if (Of(a) is not { Count: > 0 and <= MostPaired } left || Of(b) is not { } right || left.Count != right.Count)
        {
            return false;
        }

        var first = left.Values.First();
        foreach (var term in right.Values)
        {
            if (Raised(term, Rational.MinusOne) is not { } inverse || Times(first, inverse) is not { } ratio || !ratio.Factors.Values.All(factor => Divides(factor.Base, factor.Exponent.Sign > 0 ? right : left)))
            {
                continue;
            }

            if (right.Values.All(item => Times(item, ratio) is { } scaled && left.TryGetValue(scaled.Key, out var other) && other.Coefficient == scaled.Coefficient))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The coefficients of a polynomial in its only letter, the constant first; null for anything else.</summary>
    public Rational[]? Coefficients(Node node, string letter)
    {
        if (Of(node) is not { Count: > 0 } terms)
        {
            return null;
        }

        var coefficients = new SortedDictionary<int, Rational>();
        foreach (var term in terms.Values)
        {
            if (term.Factors.Count > 1 || (term.Factors.Count == 1 && !(term.Factors.TryGetValue(letter, out var power) && power.Exponent is { IsInteger: true, Sign: > 0 } && power.Exponent.Bits < 12)))
            {
                return null;
            }

            coefficients[term.Factors.Count == 0 ? 0 : (int)term.Factors[letter].Exponent.Numerator] = term.Coefficient;
        }

        var row = new Rational[coefficients.Keys.Max() + 1];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = coefficients.TryGetValue(i, out var value) ? value : Rational.Zero;
        }

        return row;
    }

    private static bool Divides(Node letter, Dictionary<string, Term> terms) => letter.Kind == NodeKind.Symbol && terms.Values.Any(term => term.Factors.TryGetValue(letter.Name, out var factor) && factor.Exponent.Sign < 0);

    // A product: its coefficient and what is raised to which power.
    private sealed record Term(Rational Coefficient, SortedDictionary<string, (Node Base, Rational Exponent)> Factors)
    {
        public static Term Constant(Rational value) => new(value, new(StringComparer.Ordinal));

        public string Key
        {
            get
            {
                var key = new StringBuilder();
                foreach (var (name, (_, exponent)) in Factors)
                {
                    key.Append(name).Append('^').Append(exponent.Numerator.ToString(CultureInfo.InvariantCulture));
                    _ = exponent.IsInteger ? key.Append(';') : key.Append('/').Append(exponent.Denominator.ToString(CultureInfo.InvariantCulture)).Append(';');
                }

                return key.ToString();
            }
        }
    }

    private Dictionary<string, Term>? Of(Node node)
    {
        if (++_depth > DeepestNesting)
        {
            _depth--;
            return One(Atom(node, Rational.One));
        }

        budget.Spend(2);
        var form = node.Kind switch
        {
            NodeKind.Add => OfSum(node),
            NodeKind.Multiply => OfProduct(node),
            NodeKind.Power => OfPower(node),
            NodeKind.Symbol => One(Atom(node, Rational.One)),
            NodeKind.Call when node.Name == "sqrt" && !evaluator.TryRational(node, out _) => One(Atom(node[0], Rational.Of(1, 2))),
            _ => One(evaluator.TryRational(node, out var value) ? Short(value) : Atom(node, Rational.One)),
        };
        _depth--;
        return form;
    }

    private static Term? Short(Rational value) => value.Bits > LongestCoefficient ? null : Term.Constant(value);

    private static Dictionary<string, Term>? One(Term? term)
    {
        if (term is null)
        {
            return null;
        }

        var terms = new Dictionary<string, Term>(StringComparer.Ordinal);
        Gather(terms, term);
        return terms;
    }

    private Dictionary<string, Term>? OfSum(Node node)
    {
        var sum = new Dictionary<string, Term>(StringComparer.Ordinal);
        foreach (var item in node.Items)
        {
            if (Of(item) is not { } terms)
            {
                return null;
            }

            foreach (var term in terms.Values)
            {
                Gather(sum, term);
            }

            if (sum.Count > MostTerms)
            {
                return null;
            }
        }

        return sum;
    }

    private Dictionary<string, Term>? OfProduct(Node node)
    {
        var product = One(Term.Constant(Rational.One));
        foreach (var item in node.Items)
        {
            if (product is null || Of(item) is not { } terms)
            {
                return null;
            }

            product = Times(product, terms);
        }

        return product;
    }

    private Dictionary<string, Term>? OfPower(Node node)
    {
        if (!evaluator.TryRational(node[1], out var exponent))
        {
            return One(Atom(node, Rational.One));
        }

        if (!exponent.IsInteger)
        {
            return One(evaluator.TryRational(node, out var value) ? Short(value) : Atom(node[0], exponent));
        }

        if (Of(node[0]) is not { } terms)
        {
            return null;
        }

        if (terms.Count == 0 && exponent.Sign <= 0)
        {
            return null;
        }

        if (terms.Count == 1)
        {
            return One(Raised(terms.Values.First(), exponent));
        }

        if (exponent.Sign < 0 || Rational.Compare(exponent, new Rational(LargestPower)) > 0)
        {
            return terms.Count == 0 ? terms : One(Atom(node[0], exponent));
        }

        var power = One(Term.Constant(Rational.One));
        for (var i = (int)exponent.Numerator; i > 0 && power is not null; i--)
        {
            power = Times(power, terms);
        }

        return power ?? One(Atom(node[0], exponent));
    }

    private Dictionary<string, Term>? Times(Dictionary<string, Term> a, Dictionary<string, Term> b)
    {
        if ((long)a.Count * b.Count > 16 * MostTerms)
        {
            return null;
        }

        var product = new Dictionary<string, Term>(StringComparer.Ordinal);
        foreach (var left in a.Values)
        {
            foreach (var right in b.Values)
            {
                if (Times(left, right) is not { } term)
                {
                    return null;
                }

                Gather(product, term);
            }
        }

        return product.Count > MostTerms ? null : product;
    }

    private Term? Times(Term a, Term b)
    {
        budget.Spend(3 + a.Factors.Count + b.Factors.Count);
        var coefficient = a.Coefficient * b.Coefficient;
        if (coefficient.Bits > LongestCoefficient)
        {
            return null;
        }

        if (a.Factors.Count == 0 || b.Factors.Count == 0)
        {
            return new Term(coefficient, a.Factors.Count == 0 ? b.Factors : a.Factors);
        }

        var factors = new SortedDictionary<string, (Node Base, Rational Exponent)>(a.Factors, StringComparer.Ordinal);
        foreach (var (name, (node, exponent)) in b.Factors)
        {
            var sum = factors.TryGetValue(name, out var known) ? known.Exponent + exponent : exponent;
            factors.Remove(name);
            if (!sum.IsZero && Reduced(ref coefficient, node, sum) is { IsZero: false } rest)
            {
                factors[name] = (node, rest);
            }
        }

        return factors.Count > MostFactors ? null : new Term(coefficient, factors);
    }

    private Term? Raised(Term term, Rational exponent)
    {
        if (exponent.Bits > 60 || !evaluator.TryRational(Node.Power(Node.OfNumber(term.Coefficient), Node.OfNumber(exponent)), out var coefficient) || coefficient.Bits > LongestCoefficient)
        {
            return null;
        }

        var factors = new SortedDictionary<string, (Node Base, Rational Exponent)>(StringComparer.Ordinal);
        foreach (var (name, (node, own)) in term.Factors)
        {
            if (!(own * exponent).IsZero && Reduced(ref coefficient, node, own * exponent) is { IsZero: false } rest)
            {
                factors[name] = (node, rest);
            }
        }

        return new Term(coefficient, factors);
    }

    // √2·√2 is 2, i·i is −1: what is left of the exponent.
    private static Rational Reduced(ref Rational coefficient, Node node, Rational exponent)
    {
        if (node.IsConstant("i") && exponent.IsInteger)
        {
            var turns = (int)(((exponent.Numerator % 4) + 4) % 4);
            coefficient = turns >= 2 ? -coefficient : coefficient;
            return new Rational(turns % 2);
        }

        if (!node.IsNumber || node.Value.Sign <= 0 || exponent.Bits > 12 || node.Value.Bits > 200)
        {
            return exponent;
        }

        var whole = exponent.Floor();
        coefficient *= Rational.Pow(node.Value, (int)whole);
        return exponent - new Rational(whole);
    }

    private Term Atom(Node node, Rational exponent)
    {
        var factors = new SortedDictionary<string, (Node Base, Rational Exponent)>(StringComparer.Ordinal) { [node.Kind == NodeKind.Symbol ? node.Name : "(" + Canonical.Of(node, budget) + ")"] = (node, exponent) };
        return new Term(Rational.One, factors);
    }

    private static void Gather(Dictionary<string, Term> terms, Term term)
    {
        if (term.Coefficient.IsZero)
        {
            return;
        }

        var key = term.Key;
        if (!terms.TryGetValue(key, out var known))
        {
            terms[key] = term;
            return;
        }

        var sum = known.Coefficient + term.Coefficient;
        if (sum.IsZero)
        {
            terms.Remove(key);
        }
        else
        {
            terms[key] = known with { Coefficient = sum };
        }
    }

    private static Node Sum(IReadOnlyCollection<Term> terms)
    {
        Node[] items = [.. terms.Select(Product)];
        return items.Length switch { 0 => Node.Zero, 1 => items[0], _ => Node.Add(items) };
    }

    private static Node Product(Term term)
    {
        var items = new List<Node>(term.Factors.Count + 1);
        if (term.Factors.Count == 0 || term.Coefficient != Rational.One)
        {
            items.Add(Node.OfNumber(term.Coefficient));
        }

        foreach (var (node, exponent) in term.Factors.Values)
        {
            items.Add(exponent == Rational.One ? node : Node.Power(node, exponent == Rational.MinusOne ? Node.MinusOne : Node.OfNumber(exponent)));
        }

        return items.Count == 1 ? items[0] : Node.Multiply([.. items]);
    }
}
