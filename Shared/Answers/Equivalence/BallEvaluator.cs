using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>Values in balls: sums, products, constants and variables here, each other form by a part of its own.</summary>
internal sealed class BallEvaluator : IBallValues
{
    private readonly Budget _budget;
    private readonly BoundIndices _indices;
    private readonly SamplePoints _points;
    private readonly BallPowers _powers;
    private readonly BallFunctions _functions;
    private readonly BallSeries _series;
    private readonly Spread _spread;

    public BallEvaluator(Budget budget, bool naturalLog, ExactEvaluator exact, WholeNumbers numbers, BoundIndices indices, SamplePoints points, Spread spread)
    {
        _spread = spread;
        _budget = budget;
        _indices = indices;
        _points = points;
        _powers = new BallPowers(this, exact, numbers, points, budget, spread);
        _functions = new BallFunctions(this, _powers, new StepFunctions(this, exact, numbers, points, spread), exact, points, budget, naturalLog, spread);
        _series = new BallSeries(this, exact, indices, points);
    }

    /// <inheritdoc />
    public bool Value(Node node, int point, int p, out Complex value)
    {
        _budget.Spend(3 + (p / 128) + (p > 384 ? p * p / 65_536 : 0));
        switch (node.Kind)
        {
            case NodeKind.Number or NodeKind.BasedNumber:
                _budget.Spend((int)(node.Value.Bits / 128));
                value = Complex.Real(Ball.Of(node.Value, p));
                return true;
            case NodeKind.Constant:
                return Constant(node.Name, p, out value);
            case NodeKind.Symbol:
                value = Complex.Real(_indices.TryGet(node.Name, out var index) ? Ball.Of(index, p) : _points.Free(node.Name, point));
                return true;
            case NodeKind.Add:
                return Sum(node, point, p, out value);
            case NodeKind.Multiply:
                return Product(node, point, p, out value);
            case NodeKind.Power:
                return _powers.Raise(node, point, p, out value);
            case NodeKind.Percent:
                var percent = Value(node[0], point, p, out value);
                value = percent ? Complex.Divide(value, Complex.Real(Ball.Of(100)), p) : default;
                return percent;
            case NodeKind.Degree:
                var degrees = Value(node[0], point, p, out value);
                value = degrees ? Complex.Divide(Complex.Multiply(value, Complex.Real(Elementary.Pi(p)), p), Complex.Real(Ball.Of(180)), p) : default;
                return degrees;
            case NodeKind.Factorial:
                return _powers.Factorial(node, point, p, out value);
            case NodeKind.Ratio when node.Items.Length == 2:
                return Quotient(node[0], node[1], point, p, out value);
            case NodeKind.Call:
                return _functions.Call(node, point, p, out value);
            case NodeKind.Big:
                return _series.Series(node, point, p, out value);
            default:
                value = default;
                return false;
        }
    }

    private bool Constant(string name, int p, out Complex value)
    {
        switch (name)
        {
            case "pi":
                value = Complex.Real(Elementary.Pi(p).Round(p));
                return true;
            case "e":
                value = Complex.Real(Elementary.Exp(Ball.One, p, _budget));
                return true;
            case "i":
                value = Complex.I;
                return true;
            default:
                value = default;
                return false;
        }
    }

    private bool Sum(Node node, int point, int p, out Complex value)
    {
        value = Complex.Zero;
        var (largest, smallest) = (long.MinValue, long.MaxValue);
        foreach (var item in node.Items)
        {
            if (!Value(item, point, p, out var term))
            {
                return false;
            }

            if (!(term.Re.MayBeZero && term.Im.MayBeZero))
            {
                (largest, smallest) = (Math.Max(largest, term.Magnitude), Math.Min(smallest, term.Magnitude));
            }

            value = Complex.Add(value, term, p);
        }

        if (largest > smallest)
        {
            _spread.Note(largest - smallest);
        }

        return true;
    }

    private bool Product(Node node, int point, int p, out Complex value)
    {
        value = Complex.One;
        foreach (var item in node.Items)
        {
            // a/b in one division: no reciprocal is rounded.
            var inverse = item.Kind == NodeKind.Power && ReferenceEquals(item[1], Node.MinusOne);
            if (!Value(inverse ? item[0] : item, point, p, out var factor))
            {
                return false;
            }

            value = inverse ? Complex.Divide(value, factor, p) : Complex.Multiply(value, factor, p);
        }

        return true;
    }

    private bool Quotient(Node top, Node bottom, int point, int p, out Complex value)
    {
        value = default;
        if (!Value(top, point, p, out var a) || !Value(bottom, point, p, out var b))
        {
            return false;
        }

        value = Complex.Divide(a, b, p);
        return true;
    }
}
