using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>Values in balls, for the parts of an expression.</summary>
internal interface IBallValues
{
    /// <summary>The value at a point with so many bits; false when it has none there, or is no number.</summary>
    /// <exception cref="ArithmeticException">A pole, a logarithm of 0.</exception>
    bool Value(Node node, int point, int p, out Complex value);
}
