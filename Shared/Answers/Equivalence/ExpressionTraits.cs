using System.Numerics;

using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>What in a pair of expressions decides where they must be compared.</summary>
internal sealed class ExpressionTraits
{
    private readonly SortedSet<string> _letters = new(StringComparer.Ordinal);
    private readonly List<Node> _corners = [];
    private readonly List<Node> _inner = [];

    private ExpressionTraits()
    {
    }

    public IReadOnlyList<string> Letters { get; private set; } = [];

    /// <summary>What changes its sign at a corner: arguments of |·| and roots, differences in min and max.</summary>
    public IReadOnlyList<Node> Corners => _corners;

    /// <summary>What stands inside steps and corners: there the two may differ at single points.</summary>
    public IReadOnlyList<Node> Inner => _inner;

    /// <summary>Floors, ceilings, signs and remainders of variables.</summary>
    public bool Steps { get; private set; }

    /// <summary>Factorials, binomials and the like, which want whole numbers.</summary>
    public bool WantsWholes { get; private set; }

    /// <summary>Roots, logarithms and powers with letters above: not every sign has a value.</summary>
    public bool Roots { get; private set; }

    /// <summary>Variables in exponents: great arguments lead nowhere.</summary>
    public bool Grows { get; private set; }

    /// <summary>The largest constant, by size; 0 for none.</summary>
    public long LargestConstant { get; private set; }

    public static ExpressionTraits Of(Node a, Node b)
    {
        var traits = new ExpressionTraits();
        traits.Look(a);
        traits.Look(b);
        traits.Letters = [.. traits._letters];
        return traits;
    }

    private void Look(Node node)
    {
        switch (node.Kind)
        {
            case NodeKind.Symbol:
                _letters.Add(node.Name);
                return;
            case NodeKind.Number:
                var size = BigInteger.Max(BigInteger.Abs(node.Value.Numerator), node.Value.Denominator);
                LargestConstant = size.GetBitLength() < 62 ? Math.Max(LargestConstant, (long)size) : LargestConstant;
                return;
            case NodeKind.Factorial:
                WantsWholes |= Rewriting.HasSymbols(node);
                break;
            case NodeKind.Big when node.Name is "sum" or "prod":
                WantsWholes |= Rewriting.HasSymbols(node[2]);
                break;
            case NodeKind.Power:
                Power(node);
                break;
            case NodeKind.Call when Rewriting.HasSymbols(node):
                Call(node);
                break;
        }

        foreach (var item in node.Items)
        {
            Look(item);
        }
    }

    private void Power(Node node)
    {
        if (Rewriting.HasSymbols(node[1]))
        {
            if (node[0].IsNumber && node[0].Value.IsZero)
            {
                // 0^{x²} is 1 at one point only.
                Steps = true;
                _inner.Add(node[1]);
                return;
            }

            Grows = true;
            Roots |= Rewriting.HasSymbols(node[0]);
            WantsWholes |= !Rewriting.HasSymbols(node[0]) && IsNegative(node[0]);
        }
        else if (Rewriting.HasSymbols(node[0]) && !(node[1].IsNumber && node[1].Value.IsInteger))
        {
            Roots = true;
            Radicand(node[0], Fraction(node[1]) is { Denominator.IsEven: false });
        }
    }

    // 5/3 as it is written: a number, or a quotient of two; null for anything else.
    private static Rational? Fraction(Node exponent) => exponent switch
    {
        { IsNumber: true } => exponent.Value,
        { Kind: NodeKind.Multiply, Items: [{ IsNumber: true } top, { Kind: NodeKind.Power, Items: [{ IsNumber: true } bottom, _] } inverse] } when ReferenceEquals(inverse[1], Node.MinusOne) && !bottom.Value.IsZero => top.Value / bottom.Value,
        { Kind: NodeKind.Multiply, Items: [{ IsNumber: true } sign, var rest] } when Fraction(rest) is { } value => sign.Value * value,
        _ => null,
    };

    // √a, ln(ab): the sign of a product of letters is known from theirs, and an odd root has no corner. Sums, even powers and bars have.
    private void Radicand(Node radicand, bool odd)
    {
        if (!odd && radicand.Any(static item => item.Kind == NodeKind.Add || (item.Kind == NodeKind.Power && item[1].IsNumber && item[1].Value is { IsInteger: true, Numerator.IsEven: true }) || item is { Kind: NodeKind.Call, Name: "abs" }))
        {
            _corners.Add(radicand);
        }
    }

    private void Call(Node node)
    {
        switch (node.Name)
        {
            case "floor" or "ceil" or "sgn" or "mod":
                Steps = true;
                WantsWholes |= node.Name == "mod";
                _inner.AddRange(node.Items);
                break;
            case "gcd" or "lcm":
                WantsWholes = true;
                for (var i = 1; i < node.Items.Length; i++)
                {
                    _inner.Add(Node.Subtract(node[i], node[i - 1]));
                }

                break;
            case "binom" or "doublefactorial":
                WantsWholes = true;
                break;
            case "abs" or "Re" or "Im" or "arg":
                _corners.Add(node[0]);
                _inner.Add(node[0]);
                break;
            case "sqrt" or "ln" or "log":
                Roots = true;
                Radicand(node[0], odd: false);
                break;
            case "root":
                Roots = true;
                Radicand(node[0], node[1].IsNumber && !node[1].Value.Numerator.IsEven);
                break;
            case "max" or "min":
                for (var i = 1; i < node.Items.Length; i++)
                {
                    _corners.Add(Node.Subtract(node[i], node[i - 1]));
                    _inner.Add(_corners[^1]);
                }

                break;
            case "sinh" or "cosh" or "tanh" or "coth":
                Grows = true;
                break;
        }
    }

    private static bool IsNegative(Node node) => node.IsNumber ? node.Value.Sign < 0 : node.Kind == NodeKind.Multiply && Array.Exists(node.Items, IsNegative);
}
