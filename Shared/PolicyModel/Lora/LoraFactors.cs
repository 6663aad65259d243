using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Transformer;

using TorchSharp.Modules;

using static TorchSharp.torch;

namespace Guide.PolicyModel.Lora;

/// <summary>The update of one projection.</summary>
/// <param name="A">[rank, in], float32 masters.</param>
/// <param name="B">[out, rank]</param>
/// <param name="Scale">alpha / rank</param>
/// <param name="StoredType">The type the factors are published in.</param>
internal sealed record LoraFactors(Parameter A, Parameter B, double Scale, WeightType StoredType)
{
    /// <summary>Rows of A.</summary>
    internal int Rank => (int)A.shape[0];

    /// <summary>A as a server will have it.</summary>
    internal Tensor PublishedA => Published(A);

    /// <summary>B as a server will have it.</summary>
    internal Tensor PublishedB => Published(B);

    /// <summary>The forward pass sees the rounded factor, the gradient goes to the master as if nothing had been rounded.</summary>
    private Tensor Published(Parameter master)
    {
        if (StoredType == WeightType.Float32)
        {
            return master;
        }

        Tensor rounded;
        using (no_grad())
        {
            rounded = master.detach().to_type(WeightStorage.ToScalarType(StoredType)).to_type(ScalarType.Float32);
        }

        return is_grad_enabled() ? master.Plus((rounded - master).detach()) : rounded;
    }
}
