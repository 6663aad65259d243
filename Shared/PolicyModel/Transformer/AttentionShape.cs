namespace Guide.PolicyModel.Transformer;

/// <summary>How one layer attends.</summary>
/// <param name="Layer">Block index.</param>
/// <param name="Scale">Scores are multiplied by it.</param>
/// <param name="Window">Positions a position sees, itself counted; null = all before it.</param>
/// <param name="SoftCap">c of c · tanh(score / c); null = none.</param>
internal sealed record AttentionShape(int Layer, double Scale, int? Window, double? SoftCap);
