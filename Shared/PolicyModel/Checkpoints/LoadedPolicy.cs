using Guide.PolicyModel.Tokens;
using Guide.PolicyModel.Transformer;

namespace Guide.PolicyModel.Checkpoints;

/// <summary>A checkpoint in memory.</summary>
/// <param name="Folder">Where it came from.</param>
/// <param name="Model">The weights; disposed with this.</param>
/// <param name="Tokenizer">Null where the folder has no tokenizer.json.</param>
/// <param name="StoredType">The format the weights were stored in.</param>
/// <param name="StopIds">Ids that end a completion: of generation_config.json, else config.json, else the tokenizer.</param>
public sealed record LoadedPolicy(string Folder, CausalLm Model, ITokenizer? Tokenizer, WeightType StoredType, IReadOnlyList<int> StopIds) : IDisposable
{
    /// <inheritdoc />
    public void Dispose() => Model.Dispose();
}
