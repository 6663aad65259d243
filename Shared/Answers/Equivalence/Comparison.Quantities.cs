using Guide.Answers.Numbers;
using Guide.Answers.Syntax;
using Guide.Answers.Units;

namespace Guide.Answers.Equivalence;

/// <content>Quantities with units, angles, per cent, money, ratios and numbers in bases.</content>
internal sealed partial class Comparison
{
    private static (Node Value, Unit? Unit) Split(Node node) => node.Kind == NodeKind.Quantity ? (node[0], node.Unit) : (node, null);

    private bool SameQuantities(Node gold, Node said)
    {
        var (a, left) = Split(gold);
        var (b, right) = Split(said);
        if (left is not null && right is not null)
        {
            if (left.ConvertsTo(right) && !left.Generic && !right.Generic)
            {
                return By("quantities in one unit", left.Factor == right.Factor && left.Offset == right.Offset ? Same(a, b) : _scalars.Equal(a, Converted(b, right, left)));
            }

            if (left.Generic || right.Generic)
            {
                return By("a quantity against unnamed units", Same(a, b));
            }

            // £20 and 20 pounds.
            if ((left.Counted == "pound sterling" && right.Name.Trim() is "pound" or "pounds") || (right.Counted == "pound sterling" && left.Name.Trim() is "pound" or "pounds"))
            {
                return By("pounds of money", Same(a, b));
            }

            // "J / g · K" for J/(g·K)
            if (Divided(left) is { } below && below.ConvertsTo(right))
            {
                return By("quantities in one unit, everything behind the slash in the divisor", _scalars.Equal(a, Converted(b, right, below)));
            }

            if (Divided(right) is { } divided && left.ConvertsTo(divided))
            {
                return By("quantities in one unit, everything behind the slash in the divisor", _scalars.Equal(a, Converted(b, divided, left)));
            }

            return By($"units {left.Name} and {right.Name} do not convert", false);
        }

        if (left is not null || right is not null)
        {
            // One of them leaves its unit out.
            var unit = left ?? right!;
            if (left is not null && left.Dimensions.Money != 0 && Money(a, b))
            {
                return By("money to the cent", true);
            }

            if (unit.Name.Trim() is "rad" or "radian" or "radians")
            {
                return By("an angle in radians", _scalars.Equal(a, b));
            }

            if (IsAngleOrPercent(a) || IsAngleOrPercent(b) || a.Kind == NodeKind.Ratio || b.Kind == NodeKind.Ratio)
            {
                return Same(a, b);
            }

            var product = left is null ? a : b;
            if (product.Kind == NodeKind.Multiply && product.Items[^1].Kind == NodeKind.Symbol && UnitTable.Find(product.Items[^1].Name) is { } letter && letter.ConvertsTo(unit) && product.Items.Length == 2)
            {
                // 0.64N, its letter read as a variable.
                var number = product.Items[0];
                return By("quantities in one unit", left is null ? _scalars.Equal(InBase(number, letter), InBase(b, unit)) : _scalars.Equal(InBase(a, unit), InBase(number, letter)));
            }

            return By("a quantity and a number: the unit is left out", Same(a, b));
        }

        return SameAnglesOrPercents(gold, said);
    }

    private static Unit? Divided(Unit unit) => unit.Known && unit.Name.Contains('/', StringComparison.Ordinal) && !unit.Name.Contains('(', StringComparison.Ordinal) ? UnitParser.Parse(unit.Name, slashGovernsRest: true) : null;

    // $12.55 is what an exact value comes to in cents.
    private bool Money(Node gold, Node said)
    {
        if (Scalars.DecimalPlaces(gold) != 2 || Scalars.DecimalPlaces(said) is not null || !_scalars.Evaluator.TryRational(gold, out var cents) || !_scalars.Evaluator.TryRational(said, out var exact))
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

    private bool SameAnglesOrPercents(Node gold, Node said)
    {
        if (_scalars.Equal(gold, said))
        {
            return By("values (degrees as radians, per cent as hundredths)", true);
        }

        // The sign left out: 60° and 60, 28 % and 28; never on both sides.
        var (a, b) = (IsAngleOrPercent(gold), IsAngleOrPercent(said));
        if (a == b)
        {
            return By("values", false);
        }

        // π/6 without a sign is in radians.
        if ((a ? gold : said).Any(static item => item.IsConstant("pi")))
        {
            return By("values", false);
        }

        // Of a part of one per cent the sign cannot be left out: 0.25 is 25 %. In science the gold's may be, like any unit.
        if (!(_science && a) && _scalars.Evaluator.TryRational(Bare(a ? gold : said), out var hundredths) && Rational.Compare(hundredths.Abs(), Rational.One) < 0 && !hundredths.IsZero && (a ? gold : said).Any(static item => item.Kind == NodeKind.Percent))
        {
            return By("values", false);
        }

        return By("the degree or per cent sign is left out", a ? _scalars.Equal(Bare(gold), said) : _scalars.Equal(gold, Bare(said)));
    }

    private static Node Bare(Node node) => node.Kind switch
    {
        NodeKind.Degree or NodeKind.Percent => node[0],
        NodeKind.Add or NodeKind.Multiply => node.With([.. node.Items.Select(Bare)]),
        _ => node,
    };

    private bool SameRatios(Node gold, Node said)
    {
        if (gold.Kind == NodeKind.Ratio && said.Kind == NodeKind.Ratio)
        {
            if (gold.Items.Length != said.Items.Length)
            {
                return By("ratios of different length", false);
            }

            // 5:00 and 6:00 are no multiples of each other.
            if (Array.Exists(gold.Items, IsZero) || Array.Exists(said.Items, IsZero))
            {
                return By("ratios with a zero, term by term", InOrder(gold.Items, said.Items));
            }

            for (var i = 1; i < gold.Items.Length; i++)
            {
                if (!_scalars.Equal(Node.Multiply(gold[0], said[i]), Node.Multiply(said[0], gold[i])))
                {
                    return By("ratios", false);
                }
            }

            return By("ratios", true);
        }

        var (ratio, other) = gold.Kind == NodeKind.Ratio ? (gold, said) : (said, gold);
        return By("a ratio and a number", ratio.Items.Length == 2 && _scalars.Equal(Node.Divide(ratio[0], ratio[1]), other));
    }

    private static bool IsZero(Node node) => node.IsNumber && node.Value.IsZero;

    private bool SameBased(Node gold, Node said)
    {
        if (gold.Kind == NodeKind.BasedNumber && said.Kind == NodeKind.BasedNumber)
        {
            return By("numbers in bases", gold.Value == said.Value);
        }

        var (based, other) = gold.Kind == NodeKind.BasedNumber ? (gold, said) : (said, gold);
        if (!_scalars.Evaluator.TryRational(other, out var plain))
        {
            return By("a based number against an expression", false);
        }

        // The base left out, as the problem names it; or the same number in base ten.
        var digits = based.Name[..based.Name.IndexOf('_', StringComparison.Ordinal)];
        return By("a based number with its base left out", plain.ToString() == digits.TrimStart('0') || (gold.Kind != NodeKind.BasedNumber && plain == based.Value));
    }
}
