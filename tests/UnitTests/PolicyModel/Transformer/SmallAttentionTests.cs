using System.Runtime.Intrinsics;

using Guide.PolicyModel.Native;
using Guide.PolicyModel.Transformer;

using static TorchSharp.torch;

namespace Guide.UnitTests.PolicyModel;

[Collection("the threads of libtorch")]
public sealed class SmallAttentionTests
{
    static SmallAttentionTests() => TorchRuntime.Initialize();

    [Theory]
    [InlineData(3, 4, 4, 16, 8)]
    [InlineData(2, 8, 4, 63, 8)]
    [InlineData(2, 6, 2, 33, 12)]
    [InlineData(1, 4, 2, 130, 32)]
    [InlineData(1, 2, 1, 1, 16)]
    public void Values_and_gradients_equal_libtorchs(int batch, int heads, int keyHeads, int length, int dim)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        var inputs = Inputs(batch, heads, keyHeads, length, dim);
        if (!Vector512.IsHardwareAccelerated)
        {
            Assert.False(SmallAttention.Suits(inputs[0]));
            return;
        }

        Assert.True(SmallAttention.Suits(inputs[0]));
        var weight = randn(batch, heads, length, dim);
        var expected = Gradients(inputs, weight, Reference);
        var actual = Gradients(inputs, weight, SmallAttention.Attend);
        foreach (var (e, a) in expected.Zip(actual))
        {
            Assert.Equal(e.shape, a.shape);
            Assert.InRange((e - a).abs().max().item<float>(), 0, 2e-5);
        }

        Assert.All(expected.Take(1).Concat(length > 1 ? expected : []), e => Assert.True(e.abs().max().item<float>() > 0.1));
    }

    [Fact]
    public void A_row_is_what_it_is_alone_and_with_any_number_of_threads()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(2);
        var inputs = Inputs(5, 4, 2, 37, 8);
        if (!SmallAttention.Suits(inputs[0]))
        {
            return;
        }

        var weight = randn(5, 4, 37, 8);
        var whole = Gradients(inputs, weight, SmallAttention.Attend);
        Tensor[] third = [.. inputs.Select(x => x.detach().narrow(0, 3, 1).narrow(2, 0, 20).clone().requires_grad_(true))];
        using (no_grad())
        {
            Assert.Equal(
                TestModels.Values(whole[0].narrow(0, 3, 1).narrow(2, 0, 20).contiguous()),
                TestModels.Values(SmallAttention.Attend(third[0], third[1], third[2])));
        }

        var threads = get_num_threads();
        set_num_threads(3);
        try
        {
            var parallel = Gradients(inputs, weight, SmallAttention.Attend);
            Assert.All(whole.Zip(parallel), pair => Assert.Equal(TestModels.Values(pair.First), TestModels.Values(pair.Second)));
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [Fact]
    public void It_stands_aside_where_heads_are_wide_long_or_of_another_type()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(Vector512.IsHardwareAccelerated, SmallAttention.Suits(zeros(1, 1, 512, 32)));
        Assert.False(SmallAttention.Suits(zeros(1, 1, 513, 32)));
        Assert.False(SmallAttention.Suits(zeros(1, 1, 8, 34)));
        Assert.False(SmallAttention.Suits(zeros(1, 1, 8, 7)));
        Assert.False(SmallAttention.Suits(zeros([1, 1, 8, 8], ScalarType.BFloat16)));
    }

    // As the model gives them: values are a view whose memory is [B, S, KV, D].
    private static Tensor[] Inputs(int batch, int heads, int keyHeads, int length, int dim) =>
    [
        randn(batch, heads, length, dim).requires_grad_(true),
        randn(batch, keyHeads, length, dim).requires_grad_(true),
        randn(batch, length, keyHeads, dim).transpose(1, 2).requires_grad_(true),
    ];

    private static Tensor Reference(Tensor query, Tensor key, Tensor value)
    {
        var groups = query.shape[1] / key.shape[1];
        return nn.functional.scaled_dot_product_attention(query, key.repeat_interleave(groups, 1), value.repeat_interleave(groups, 1), is_casual: true);
    }

    private static Tensor[] Gradients(Tensor[] inputs, Tensor weight, Func<Tensor, Tensor, Tensor, Tensor> attention)
    {
        foreach (var input in inputs)
        {
            input.grad = null;
        }

        var result = attention(inputs[0], inputs[1], inputs[2]);
        (result * weight).sum().backward();
        return [result.detach(), .. inputs.Select(input => input.grad!.clone())];
    }
}
