using System.Numerics;
using Guide.Answers.Numbers;

namespace Guide.UnitTests.Answers.Numbers;

/// <summary>The whole root of a whole number of any length, on which the roots of balls rest.</summary>
public sealed class IntegerRootTests
{
    [Fact]
    public void The_root_is_the_largest_whole_number_whose_square_fits()
    {
        var random = new Random(1);
        for (var i = 0; i < 4_000; i++)
        {
            var bytes = new byte[random.Next(1, 700)];
            random.NextBytes(bytes);
            var value = new BigInteger(bytes, isUnsigned: true);
            foreach (var n in (BigInteger[])[value, value * value, (value * value) - 1, (value * value) + (2 * value)])
            {
                if (n.Sign >= 0)
                {
                    var root = Ball.IntegerSqrt(n);
                    Assert.True(root * root <= n && (root + 1) * (root + 1) > n, n.ToString());
                }
            }
        }
    }
}
