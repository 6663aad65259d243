namespace Guide.ArchitectureTests;

/// <summary>Breaks the rules, so that the tests can show that they see it.</summary>
internal sealed class Offender
{
    public Guide.Contracts.GroupState State { get; set; }

    // Inside a method's body only: signatures are not enough to look at.
    public static bool Torch() => TorchSharp.torch.is_grad_enabled();

    public static TorchSharp.torch.Tensor Number(TorchSharp.torch.Tensor x) => x * 2.0;

    public static TorchSharp.torch.Tensor Scalar(TorchSharp.torch.Tensor x) => x.lerp(x, (TorchSharp.Scalar)2.0);

    public static unsafe float Unended(TorchSharp.torch.Tensor x) => *new Guide.PolicyModel.Numerics.TensorFloats(x).Start;

    public static unsafe float Ended(TorchSharp.torch.Tensor x)
    {
        using var floats = new Guide.PolicyModel.Numerics.TensorFloats(x);
        return *floats.Start;
    }

    public static TorchSharp.torch.Tensor Sum(TorchSharp.torch.Tensor x) => x + x;

    public static string Provider() => new Npgsql.NpgsqlConnectionStringBuilder("Host=h").Host ?? "";
}
