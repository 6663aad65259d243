using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>
/// Values of expressions: exact fractions where they are fractions, else balls of a chosen precision, with free variables at fixed pseudo-random points.
/// What cannot be computed (an integral, an unknown function) counts as one more variable, named by its canonical form.
/// </summary>
internal sealed class Evaluator
{
    private readonly ExactEvaluator _exact;
    private readonly BallEvaluator _balls;

    public Evaluator(Budget budget, bool naturalLog)
    {
        var numbers = new WholeNumbers(budget);
        var indices = new BoundIndices();
        Points = new SamplePoints(budget);
        _exact = new ExactEvaluator(budget, numbers, indices);
        _balls = new BallEvaluator(budget, naturalLog, _exact, numbers, indices, Points, Spread);
    }

    /// <summary>How far apart the terms lay that were added since it was last reset.</summary>
    public Spread Spread { get; } = new();

    /// <summary>Where the free variables lie.</summary>
    public SamplePoints Points { get; }

    /// <summary>Chooses the points for a pair of expressions.</summary>
    public void Choose(Node a, Node b, IReadOnlySet<string> positive) => Points.Choose(a, b, _exact, positive);

    /// <summary>The exact value of an expression that is a fraction and small enough to write down.</summary>
    public bool TryRational(Node node, out Rational value) => _exact.TryRational(node, out value);

    /// <summary>The value at a point; false when it has none there (a pole, a logarithm of 0) or is no number.</summary>
    public bool TryValue(Node node, int point, int precision, out Complex value)
    {
        try
        {
            return _balls.Value(node, point, precision, out value);
        }
        catch (ArithmeticException)
        {
            value = default;
            return false;
        }
    }
}
