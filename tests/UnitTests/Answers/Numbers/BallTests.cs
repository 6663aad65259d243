using System.Numerics;

using CsCheck;

using Guide.Answers.Numbers;

namespace Guide.UnitTests.Answers;

public sealed class BallTests
{
    private const int Precision = 200;

    // 50 digits, from published tables.
    private const string Pi = "3.14159265358979323846264338327950288419716939937510";
    private const string E = "2.71828182845904523536028747135266249775724709369995";
    private const string Ln2 = "0.69314718055994530941723212145817656807550013436025";
    private const string Ln10 = "2.30258509299404568401799145468436420760110148862877";
    private const string Sin1 = "0.84147098480789650665250232163029899962256306079837";
    private const string Cos1 = "0.54030230586813971740093660744297660373231042061792";
    private const string Atan2 = "1.10714871779409050301706546017853704007004764540143";
    private const string Sqrt2 = "1.41421356237309504880168872420969807856967187537694";

    private static Budget Plenty => new(10_000_000);

    private static void AssertDigits(string expected, Ball actual)
    {
        var places = expected.Length - expected.IndexOf('.', StringComparison.Ordinal) - 1;
        var value = Rational.Of(BigInteger.Parse(expected.Replace(".", string.Empty, StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture), BigInteger.Pow(10, places));
        var difference = Ball.Subtract(actual, Ball.Of(value, 400), 400);
        Assert.True(difference.Magnitude < -160, $"differs from {expected} at 2^{difference.Magnitude}");
        Assert.True(actual.ErrorExponent < -170, $"the bound is 2^{actual.ErrorExponent}");
    }

    [Fact]
    public void Functions_agree_with_published_digits()
    {
        AssertDigits(Pi, Elementary.Pi(Precision));
        AssertDigits(E, Elementary.Exp(Ball.One, Precision, Plenty));
        AssertDigits(Ln2, Elementary.Ln(Ball.Of(2), Precision, Plenty));
        AssertDigits(Ln10, Elementary.Ln(Ball.Of(10), Precision, Plenty));
        AssertDigits(Sin1, Elementary.SinCos(Ball.One, Precision, Plenty).Sin);
        AssertDigits(Cos1, Elementary.SinCos(Ball.One, Precision, Plenty).Cos);
        AssertDigits(Atan2, Elementary.Atan(Ball.Of(2), Precision, Plenty));
        AssertDigits(Sqrt2, Ball.Sqrt(Ball.Of(2), Precision));
    }

    [Fact]
    public void The_bound_holds_what_the_functions_round() => Gen.Select(Gen.Long[1, 1L << 40], Gen.Int[-44, 4]).Sample((mantissa, exponent) =>
    {
        var x = new Ball(mantissa, exponent - 20, Ball.Exact);
        if (x.Magnitude > 12)
        {
            return;
        }

        // ln(exp x) = x, sin² + cos² = 1, tan(atan x) = x: within the bounds the functions themselves claim.
        var back = Elementary.Ln(Elementary.Exp(x, Precision, Plenty), Precision, Plenty);
        Assert.True(Ball.Subtract(back, x, Precision).MayBeZero);
        var (sin, cos) = Elementary.SinCos(x, Precision, Plenty);
        Assert.True(Ball.Subtract(Ball.Add(Ball.Multiply(sin, sin, Precision), Ball.Multiply(cos, cos, Precision), Precision), Ball.One, Precision).MayBeZero);
        var (s, c) = Elementary.SinCos(Elementary.Atan(x, Precision, Plenty), Precision, Plenty);
        Assert.True(Ball.Subtract(Ball.Divide(s, c, Precision), x, Precision).MayBeZero);
    });

    [Fact]
    public void Arithmetic_brackets_the_exact_fraction() => Gen.Select(Gen.Long, Gen.Long, Gen.Long[1, long.MaxValue]).Sample((a, b, c) =>
    {
        var exact = (Rational.Of(a, c) * Rational.Of(b, c)) + Rational.Of(a, c);
        var (x, y) = (Ball.Of(Rational.Of(a, c), 96), Ball.Of(Rational.Of(b, c), 96));
        var ball = Ball.Add(Ball.Multiply(x, y, 96), x, 96);
        Assert.True(Ball.Subtract(ball, Ball.Of(exact, 400), 400).MayBeZero);
    });

    [Fact]
    public void Stirling_meets_the_product_where_both_work()
    {
        BigInteger product = 1;
        for (var k = 2; k <= 1500; k++)
        {
            product *= k;
        }

        var stirling = Elementary.LnFactorial(Ball.Of(1500), Precision, Plenty);
        var exact = Elementary.Ln(Ball.Of(product, Precision), Precision, Plenty);
        Assert.True(Ball.Subtract(stirling, exact, Precision).MayBeZero);
        Assert.True(stirling.ErrorExponent < -150);
    }
}
