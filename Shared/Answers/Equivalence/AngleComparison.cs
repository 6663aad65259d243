using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>Degrees of arc and per cent, with their sign and without.</summary>
internal sealed class AngleComparison(IComparison comparison)
{
    public static bool IsAngleOrPercent(Node node) => node.Kind is NodeKind.Degree or NodeKind.Percent || (node.Kind is NodeKind.Add or NodeKind.Multiply && Array.Exists(node.Items, IsAngleOrPercent));

    public bool SameAnglesOrPercents(Node gold, Node said)
    {
        if (comparison.Scalars.Equal(gold, said))
        {
            return comparison.By("values (degrees as radians, per cent as hundredths)", true);
        }

        // The sign left out: 60° and 60, 28 % and 28; never on both sides.
        var (a, b) = (IsAngleOrPercent(gold), IsAngleOrPercent(said));
        if (a == b)
        {
            return comparison.By("values", false);
        }

        // π/6 without a sign is in radians.
        if ((a ? gold : said).Any(static item => item.IsConstant("pi")))
        {
            return comparison.By("values", false);
        }

        // Of a part of one per cent the sign cannot be left out: 0.25 is 25 %. In science the gold's may be, like any unit.
        if (!(comparison.Science && a) && comparison.Scalars.Evaluator.TryRational(Bare(a ? gold : said), out var hundredths) && Rational.Compare(hundredths.Abs(), Rational.One) < 0 && !hundredths.IsZero && (a ? gold : said).Any(static item => item.Kind == NodeKind.Percent))
        {
            return comparison.By("values", false);
        }

        // 1.25 is not 1.25 %: a small number with decimals is a ratio where the gold has no sign.
        if (b && said.Any(static item => item.Kind == NodeKind.Percent) && comparison.Scalars.Evaluator.TryRational(Bare(said), out var part) && !part.IsInteger && Rational.Compare(part.Abs(), new Rational(10)) < 0)
        {
            return comparison.By("values", false);
        }

        return comparison.By("the degree or per cent sign is left out", a ? comparison.Scalars.Equal(Bare(gold), said) : comparison.Scalars.Equal(gold, Bare(said)));
    }

    private static Node Bare(Node node) => node.Kind switch
    {
        NodeKind.Degree or NodeKind.Percent => node[0],
        NodeKind.Add or NodeKind.Multiply => node.With([.. node.Items.Select(Bare)]),
        _ => node,
    };
}
