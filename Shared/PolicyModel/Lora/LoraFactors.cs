using TorchSharp.Modules;

namespace Guide.PolicyModel.Lora;

/// <summary>The update of one projection.</summary>
/// <param name="A">[rank, in]</param>
/// <param name="B">[out, rank]</param>
/// <param name="Scale">alpha / rank</param>
internal sealed record LoraFactors(Parameter A, Parameter B, double Scale);
