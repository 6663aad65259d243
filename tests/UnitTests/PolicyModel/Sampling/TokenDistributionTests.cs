using System.Runtime.Intrinsics;
using Guide.PolicyModel.Numerics;
using Guide.PolicyModel.Sampling;
using Guide.PolicyModel.Transformer;

namespace Guide.UnitTests.PolicyModel;

public sealed class TokenDistributionTests
{
    private const int Vocabulary = 37;
    private const int Draws = 40_000;
    private static readonly float[] Logits = [.. Enumerable.Range(0, Vocabulary).Select(i => (float)new CounterRandom(5, 6).Normal((uint)i) * 2)];

    /// <summary>temperature, top-p, top-k, min-p</summary>
    public static TheoryData<double, double, int, double> Filters => new()
    {
        { 1, 1, 0, 0 }, { 0.6, 1, 0, 0 }, { 1.7, 1, 0, 0 }, { 1, 0.8, 0, 0 }, { 1, 1, 5, 0 }, { 1, 1, 0, 0.1 }, { 0.8, 0.9, 10, 0.02 },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public void Frequencies_follow_the_exact_distribution_and_log_probs_name_it(double temperature, double topP, int topK, double minP)
    {
        var settings = new SamplingSettings { MaxTokens = 1, StopIds = [], Temperature = temperature, TopP = topP, TopK = topK, MinP = minP };
        var exact = Exact(settings);
        var distribution = new TokenDistribution(Vocabulary);
        var random = new CounterRandom(1, 2);
        var counts = new int[Vocabulary];
        for (var n = 0u; n < Draws; n++)
        {
            var (id, logProb) = distribution.Draw(Logits, settings, random.Uniform(n));
            counts[id]++;
            Assert.Equal(Math.Log(exact[id]), logProb, 1e-5);
        }

        // Pearson's statistic over the tokens that can occur; 5 standard deviations above its mean is a p-value far below 1e-4.
        var kept = Enumerable.Range(0, Vocabulary).Where(i => exact[i] > 0).ToArray();
        Assert.All(Enumerable.Range(0, Vocabulary).Except(kept), i => Assert.Equal(0, counts[i]));
        var statistic = kept.Sum(i => Math.Pow(counts[i] - (Draws * exact[i]), 2) / (Draws * exact[i]));
        var freedom = kept.Length - 1;
        Assert.InRange(statistic, 0, freedom + (5 * Math.Sqrt(2 * freedom)));
        Assert.True(kept.Length > 2);
    }

    [Fact]
    public void A_skewed_distribution_fails_the_same_statistic()
    {
        // The test above can fail: the frequencies of temperature 1 do not pass for those of temperature 1.1.
        var exact = Exact(new SamplingSettings { MaxTokens = 1, StopIds = [], Temperature = 1.1 });
        var distribution = new TokenDistribution(Vocabulary);
        var counts = new int[Vocabulary];
        for (var n = 0u; n < Draws; n++)
        {
            counts[distribution.Draw(Logits, new SamplingSettings { MaxTokens = 1, StopIds = [] }, new CounterRandom(1, 2).Uniform(n)).Id]++;
        }

        var statistic = Enumerable.Range(0, Vocabulary).Sum(i => Math.Pow(counts[i] - (Draws * exact[i]), 2) / (Draws * exact[i]));
        Assert.True(statistic > Vocabulary - 1 + (5 * Math.Sqrt(2.0 * (Vocabulary - 1))));
    }

    [Fact]
    public void Greedy_takes_the_smallest_of_the_most_likely_ids_with_its_log_prob_at_temperature_1()
    {
        float[] logits = [1, 3, 3, float.NegativeInfinity];
        var (id, logProb) = new TokenDistribution(4).Draw(logits, new SamplingSettings { MaxTokens = 1, StopIds = [], Temperature = 0 }, 0.99);

        Assert.Equal(1, id);
        Assert.Equal(-Math.Log(2 + Math.Exp(-2)), logProb, 1e-6);
    }

    [Fact]
    public void The_ends_of_the_unit_interval_give_possible_tokens()
    {
        float[] logits = [float.NegativeInfinity, 0, 1, float.NegativeInfinity];
        var settings = new SamplingSettings { MaxTokens = 1, StopIds = [] };

        Assert.Equal(1, new TokenDistribution(4).Draw(logits, settings, 0).Id);
        Assert.Equal(2, new TokenDistribution(4).Draw(logits, settings, Math.BitDecrement(1.0)).Id);
    }

    [Fact]
    public void Logits_that_are_not_finite_are_an_error()
    {
        var logits = new float[40];
        foreach (var (index, value) in (ReadOnlySpan<(int, float)>)[(3, float.NaN), (39, float.NaN), (5, float.PositiveInfinity)])
        {
            logits.AsSpan().Clear();
            logits[index] = value;
            Assert.Throws<InvalidOperationException>(() => new TokenDistribution(40).Draw(logits, new SamplingSettings { MaxTokens = 1, StopIds = [] }, 0.5));
        }
    }

    [Fact]
    public void The_vector_exponential_is_as_good_as_single_precision_allows()
    {
        for (var x = -90f; x < 88; x += 0.037f)
        {
            var actual = VectorExp.Exp(Vector512.Create(x)).ToScalar();
            var expected = Math.Exp(x);
            Assert.InRange(Math.Abs(actual - expected), 0, x < -87.3 ? 2e-38 : 3e-7 * expected);
        }

        Assert.Equal(0, VectorExp.Exp(Vector512.Create(float.NegativeInfinity)).ToScalar());
        Assert.Equal(1, VectorExp.Exp(Vector512<float>.Zero).ToScalar());
    }

    /// <summary>Written from the definitions, in double precision, by sorting.</summary>
    private static double[] Exact(SamplingSettings settings)
    {
        var p = Logits.Select(z => Math.Exp(z / settings.Temperature)).ToArray();
        p = [.. p.Select(v => v / p.Sum())];
        var largest = p.Max();
        var order = Enumerable.Range(0, Vocabulary).OrderByDescending(i => p[i]).ToList();
        if (settings.TopK > 0)
        {
            order = order[..settings.TopK];
        }

        if (settings.TopP < 1)
        {
            var mass = order.Sum(i => p[i]);
            var smallest = Enumerable.Range(1, order.Count).First(n => order.Take(n).Sum(i => p[i]) >= settings.TopP * mass);
            order = order[..smallest];
        }

        order = [.. order.Where(i => p[i] >= settings.MinP * largest)];
        var total = order.Sum(i => p[i]);
        return [.. Enumerable.Range(0, Vocabulary).Select(i => order.Contains(i) ? p[i] / total : 0)];
    }
}
