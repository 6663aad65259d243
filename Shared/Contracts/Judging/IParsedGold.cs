namespace Guide.Contracts.Judging;

/// <summary>A gold answer as a verifier read it once, kept beside its prompt so that its rollouts do not read it again. Only the verifier that made it looks inside.</summary>
public interface IParsedGold
{
    /// <summary>The domain it was read for.</summary>
    Domain Domain { get; }

    /// <summary>The answer it was read from.</summary>
    string Gold { get; }
}
