using Guide.PolicyModel.Lora;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Guide.PolicyModel.Transformer;

/// <summary>One linear map y = W x (+ b) of the model.</summary>
internal sealed class Projection(string name, Parameter weight, Parameter? bias)
{
    /// <summary>Its name without ".weight", as in a checkpoint.</summary>
    internal string Name { get; } = name;

    /// <summary>[out, in]</summary>
    internal Parameter Weight { get; } = weight;

    /// <summary>[out]</summary>
    internal Parameter? Bias { get; } = bias;

    /// <summary>Null without an adapter.</summary>
    internal LoraFactors? Lora { get; set; }

    /// <param name="x">[…, in], of the type to compute in.</param>
    /// <returns>[…, out]</returns>
    internal Tensor Apply(Tensor x)
    {
        var y = Linear(x);
        return Lora is null ? y : y.Plus(nn.functional.linear(nn.functional.linear(x, As(Lora.PublishedA, x.dtype)), As(Lora.PublishedB, x.dtype)).Times(Lora.Scale));
    }

    /// <summary>The weight with its adapter added, a new tensor of the weight's type.</summary>
    internal Tensor Effective() => Lora is null
        ? Weight.detach().clone()
        : As(As(Weight, ScalarType.Float32).Plus(Lora.PublishedB.matmul(Lora.PublishedA).Times(Lora.Scale)), Weight.dtype);

    private Tensor Linear(Tensor x)
    {
        if (FewRows.Suits(x, Weight))
        {
            var y = FewRows.Multiply(x, Weight);
            return Bias is null ? y : y.PlusInPlace(Bias);
        }

        return nn.functional.linear(x, As(Weight, x.dtype), Bias is null ? null : As(Bias, x.dtype));
    }

    /// <summary>The master cast for computation: the gradient flows back to the master's type.</summary>
    internal static Tensor As(Tensor weight, ScalarType type) => weight.dtype == type ? weight : weight.to_type(type);
}
