using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

using Complex = Guide.Answers.Numbers.Complex;

namespace Guide.Answers.Equivalence;

/// <summary>
/// What is left of two expressions' difference when like terms are gone, evaluated by itself: 10^{-80} is not 0, however small it is beside the values. Where 0 lies within its bound at every point, the
/// bound must be one that no summand is lost in.
/// </summary>
internal sealed class Remainder
{
    private const int Margin = 64;
    private const int Deepest = 2_048;

    private readonly Evaluator _evaluator;
    private readonly Node _node;
    private long _narrowest = long.MaxValue;
    private int _narrowestPoint;

    private Remainder(Node node, Evaluator evaluator)
    {
        _node = node;
        _evaluator = evaluator;
    }

    /// <summary>What is left.</summary>
    public Node Node => _node;

    /// <summary>True when the normal forms are one.</summary>
    public bool IsZero => _node.IsNumber && _node.Value.IsZero;

    /// <summary>True when the normal forms differ by a number.</summary>
    public bool IsConstant => _node.IsNumber && !_node.Value.IsZero;

    public static Remainder Of(Node a, Node b, Evaluator evaluator, Budget budget) => new(new NormalForm(evaluator, budget).Difference(a, b) ?? Node.Subtract(a, b), evaluator);

    /// <summary>True when it is not 0 at a point. Without a value it tells nothing.</summary>
    /// <param name="point">The point.</param>
    /// <param name="precision">How many bits.</param>
    /// <param name="realOnly">Values that are not real tell nothing: principal branches may differ there.</param>
    public bool DiffersAt(int point, int precision, bool realOnly = false)
    {
        _evaluator.Spread.Reset();
        if (IsZero || !_evaluator.TryValue(_node, point, precision, out var value) || (realOnly && !value.MayBeReal))
        {
            return false;
        }

        if (point < SamplePoints.OffGrid && _evaluator.Spread.Bits < _narrowest)
        {
            (_narrowest, _narrowestPoint) = (_evaluator.Spread.Bits, point);
        }

        return !IsNothing(value);
    }

    /// <summary>
    /// After 0 within the bound at some points with this precision: true when it is 0 as well where no summand is lost; false when it is not; null where that would take more bits than are paid for.
    /// </summary>
    public bool? IsNothingInFull(int precision)
    {
        if (IsZero || _narrowest == long.MaxValue)
        {
            return true;
        }

        for (var bits = _narrowest; bits > precision - Margin; bits = _evaluator.Spread.Bits)
        {
            precision = (int)Math.Min(bits + Margin + 32, int.MaxValue);
            _evaluator.Spread.Reset();
            if (precision > Deepest || !_evaluator.TryValue(_node, _narrowestPoint, precision, out var value))
            {
                return null;
            }

            if (!IsNothing(value))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsNothing(Complex value) => value.Re.MayBeZero && value.Im.MayBeZero;
}
