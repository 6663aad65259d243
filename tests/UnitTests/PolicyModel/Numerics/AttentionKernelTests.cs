using Guide.PolicyModel.Numerics;

namespace Guide.UnitTests.PolicyModel;

/// <summary>The kernels of attention against the definition of softmax(QKᵀ)V.</summary>
public sealed unsafe class AttentionKernelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(63)]
    public void Two_heads_at_once_attend_as_each_does_alone_and_as_the_definition_says(int length)
    {
        var random = new Random(length);
        float[] Values(int n) => [.. Enumerable.Range(0, n).Select(_ => (float)((random.NextDouble() * 4) - 2))];
        var (queries, keyRows, valueRows) = (Values(16), Values(length * 8), Values(length * 8));
        var capacity = (length + 15) / 16 * 16;
        using var keys = new NativeFloats(capacity * 8);
        using var values = new NativeFloats(capacity * 8);
        using var scores = new NativeFloats(2 * capacity);
        using var together = new NativeFloats(16);
        using var alone = new NativeFloats(16);
        keys.Span.Fill(9); // What lies behind the length must not matter.
        values.Span.Fill(9);
        valueRows.CopyTo(values.Span);
        for (var i = 0; i < length * 8; i++)
        {
            keys.Span[(i / 8 / 16 * 128) + (i % 8 * 16) + (i / 8 % 16)] = keyRows[i];
        }

        fixed (float* query = queries)
        {
            AttentionKernels.AttendTwo(query, keys.Start, values.Start, length, scores.Start, together.Start);
            AttentionKernels.Attend(query, keys.Start, values.Start, length, 8, scores.Start, alone.Start);
            var (max, sum) = AttentionKernels.Attend(query + 8, keys.Start, values.Start, length, 8, scores.Start, alone.Start + 8);
            Assert.Equal(Weights(1).LogSum, max + Math.Log(sum), 1e-5);
        }

        for (var i = 0; i < 16; i++)
        {
            var weights = Weights(i / 8).Of;
            var expected = Enumerable.Range(0, length).Sum(p => weights[p] * valueRows[(p * 8) + (i % 8)]);
            Assert.Equal(expected, together.Span[i], 1e-5);
            Assert.Equal(expected, alone.Span[i], 1e-5);
        }

        (double[] Of, double LogSum) Weights(int head)
        {
            double[] e = [.. Enumerable.Range(0, length).Select(p => Math.Exp(Enumerable.Range(0, 8).Sum(d => (double)queries[(head * 8) + d] * keyRows[(p * 8) + d]) / Math.Sqrt(8)))];
            return ([.. e.Select(x => x / e.Sum())], Math.Log(e.Sum()));
        }
    }
}
