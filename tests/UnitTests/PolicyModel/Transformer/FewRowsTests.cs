using Guide.PolicyModel.Native;
using Guide.PolicyModel.Transformer;

using static TorchSharp.torch;

namespace Guide.UnitTests.PolicyModel;

public sealed class FewRowsTests
{
    static FewRowsTests() => TorchRuntime.Initialize();

    [Theory]
    [InlineData(1, 600, 448)]
    [InlineData(3, 16_387, 16)]
    [InlineData(4, 601, 448)]
    [InlineData(22, 2342, 112)]
    public void The_product_of_a_few_rows_equals_libtorchs(int rows, int outputs, int inputs)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        random.manual_seed(1);
        var weight = randn(outputs, inputs);
        var x = randn(inputs, rows).transpose(0, 1).unsqueeze(1); // [rows, 1, inputs], not contiguous
        if (!System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated)
        {
            Assert.False(FewRows.Suits(x, weight));
            return;
        }

        Assert.True(FewRows.Suits(x, weight));
        var y = FewRows.Multiply(x, weight);

        Assert.Equal([rows, 1, outputs], y.shape);
        var expected = nn.functional.linear(x, weight);
        Assert.InRange((y - expected).abs().max().item<float>(), 0, 1e-4);
        Assert.True(expected.abs().max().item<float>() > 1);

        // Each row is what it is alone, bit for bit.
        for (var row = 0; row < rows; row++)
        {
            Assert.Equal(TestModels.Values(y[row]), TestModels.Values(FewRows.Multiply(x[row], weight)));
        }
    }

    [Fact]
    public void It_stands_aside_where_a_gradient_many_rows_or_another_type_is_wanted()
    {
        using var scope = NewDisposeScope();
        var (x, weight) = (randn(2, 32), randn(8192, 32));
        Assert.False(FewRows.Suits(x, weight));
        using var noGrad = no_grad();
        Assert.Equal(System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated, FewRows.Suits(x, weight));
        Assert.False(FewRows.Suits(randn(129, 32), weight));
        Assert.False(FewRows.Suits(x.to_type(ScalarType.BFloat16), weight));
        Assert.False(FewRows.Suits(randn(2, 40), randn(8192, 40)));
        Assert.False(FewRows.Suits(x, randn(8191, 32)));
        Assert.False(FewRows.Suits(x, randn(32, 8192).transpose(0, 1)));
    }
}
