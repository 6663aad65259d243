using Guide.Answers.Numbers;
using Guide.Answers.Syntax;
using Guide.Answers.Units;

namespace Guide.Answers.Equivalence;

/// <summary>Quantities with units, and money.</summary>
internal sealed class QuantityComparison(IComparison comparison)
{
    private readonly AngleComparison _angles = new(comparison);

    private static (Node Value, Unit? Unit) Split(Node node) => node.Kind == NodeKind.Quantity ? (node[0], node.Unit) : (node, null);

    public bool SameQuantities(Node gold, Node said)
    {
        (gold, said) = (QuantityArithmetic.Fold(gold), QuantityArithmetic.Fold(said));
        var (a, left) = Split(gold);
        var (b, right) = Split(said);
        return left is null && right is null ? _angles.SameAnglesOrPercents(gold, said) : left is not null && right is not null ? BothMeasured(a, left, b, right) : OneMeasured(a, left, b, right);
    }

    private bool BothMeasured(Node a, Unit left, Node b, Unit right)
    {
        if (left.ConvertsTo(right) && !left.Generic && !right.Generic)
        {
            return comparison.By("quantities in one unit", left.Factor == right.Factor && left.Offset == right.Offset ? comparison.Same(a, b) : comparison.Scalars.Equal(a, Converted(b, right, left)));
        }

        // 28 square units are no 28 units.
        if (left.Generic && right.Generic && left.Power != right.Power)
        {
            return comparison.By("units of length, area or volume", false);
        }

        if (IsOrdinal(left) && IsOrdinal(right))
        {
            return comparison.By("ordinals", comparison.Same(a, b));
        }

        if (left.Generic || right.Generic)
        {
            return comparison.By("a quantity against unnamed units", comparison.Same(a, b));
        }

        // "mol of NaCl" against "mol": what is measured may go unsaid.
        if (left.Dimensions == right.Dimensions && !left.Dimensions.IsNone && (left.Counted.Length == 0) != (right.Counted.Length == 0))
        {
            return comparison.By("quantities in one unit, one of them named", left.Factor == right.Factor ? comparison.Same(a, b) : comparison.Scalars.Equal(a, Converted(b, right, left)));
        }

        // £20 and 20 pounds.
        if ((left.Counted == "pound sterling" && right.Name.Trim() is "pound" or "pounds") || (right.Counted == "pound sterling" && left.Name.Trim() is "pound" or "pounds"))
        {
            return comparison.By("pounds of money", comparison.Same(a, b));
        }

        // "J / g · K" for J/(g·K)
        if (Divided(left) is { } below && below.ConvertsTo(right))
        {
            return comparison.By("quantities in one unit, everything behind the slash in the divisor", comparison.Scalars.Equal(a, Converted(b, right, below)));
        }

        if (Divided(right) is { } divided && left.ConvertsTo(divided))
        {
            return comparison.By("quantities in one unit, everything behind the slash in the divisor", comparison.Scalars.Equal(a, Converted(b, divided, left)));
        }

        return comparison.By($"units {left.Name} and {right.Name} do not convert", false);
    }

    // One of them leaves its unit out.
    private bool OneMeasured(Node a, Unit? left, Node b, Unit? right)
    {
        var unit = left ?? right!;

        // The 42nd is no 42; a gold that is an ordinal may be counted.
        if (left is null && IsOrdinal(unit))
        {
            return comparison.By("an ordinal against a number", false);
        }

        if (left is null && unit.Counted.Length > 0 && unit.Dimensions.IsNone && CountedThings.IsAnother(comparison.Problem.Text, unit.Counted))
        {
            return comparison.By($"{unit.Name.Trim()} where other things are counted", false);
        }

        if (left is not null && left.Dimensions.Money != 0 && Money(a, b))
        {
            return comparison.By("money to the cent", true);
        }

        if (unit.Name.Trim() is "rad" or "radian" or "radians")
        {
            return comparison.By("an angle in radians", comparison.Scalars.Equal(a, b));
        }

        // 20° is not 20 °C, and not 20'': the sign is a unit of its own.
        if (AngleComparison.IsAngleOrPercent(a) != AngleComparison.IsAngleOrPercent(b) && AngleComparison.IsAngleOrPercent(left is null ? a : b) && !unit.Generic && !unit.Counted.Contains("percent", StringComparison.Ordinal) && !unit.Counted.Contains("degree", StringComparison.Ordinal))
        {
            return comparison.By($"a degree or per cent sign against {unit.Name.Trim()}", false);
        }

        if (AngleComparison.IsAngleOrPercent(a) || AngleComparison.IsAngleOrPercent(b) || a.Kind == NodeKind.Ratio || b.Kind == NodeKind.Ratio)
        {
            return comparison.Same(a, b);
        }

        var product = left is null ? a : b;
        if (product.Kind == NodeKind.Multiply && product.Items[^1].Kind == NodeKind.Symbol && UnitTable.Find(product.Items[^1].Name) is { } letter && letter.ConvertsTo(unit) && product.Items.Length == 2)
        {
            // 0.64N, its letter read as a variable.
            var number = product.Items[0];
            return comparison.By("quantities in one unit", left is null ? comparison.Scalars.Equal(InBase(number, letter), InBase(b, unit)) : comparison.Scalars.Equal(InBase(a, unit), InBase(number, letter)));
        }

        return comparison.By("a quantity and a number: the unit is left out", comparison.Same(a, b));
    }

    private static bool IsOrdinal(Unit unit) => unit.Counted is "th" or "st" or "nd" or "rd";

    private static Unit? Divided(Unit unit) => unit.Known && unit.Name.Contains('/', StringComparison.Ordinal) && !unit.Name.Contains('(', StringComparison.Ordinal) ? UnitParser.Parse(unit.Name, slashGovernsRest: true) : null;

    // $12.55 is what an exact value comes to in cents.
    private bool Money(Node gold, Node said)
    {
        if (Scalars.DecimalPlaces(gold) != 2 || Scalars.DecimalPlaces(said) is not null || !comparison.Scalars.Evaluator.TryRational(gold, out var cents) || !comparison.Scalars.Evaluator.TryRational(said, out var exact))
        {
            return false;
        }

        return Rational.Compare((exact - cents).Abs() * new Rational(200), Rational.One) <= 0;
    }

    // In the gold's unit, so that a tolerance means the same for degrees Celsius and kelvin.
    private static Node Converted(Node value, Unit from, Unit to)
    {
        var shifted = from.Offset == to.Offset ? Rational.Zero : (from.Offset - to.Offset) / to.Factor;
        var scaled = Node.Multiply(value, Node.OfNumber(from.Factor / to.Factor));
        return shifted.IsZero ? scaled : Node.Add(scaled, Node.OfNumber(shifted));
    }

    private static Node InBase(Node value, Unit unit)
    {
        var scaled = unit.Factor == Rational.One ? value : Node.Multiply(value, Node.OfNumber(unit.Factor));
        return unit.Offset.IsZero ? scaled : Node.Add(scaled, Node.OfNumber(unit.Offset));
    }
}
