using Guide.Contracts;

namespace Guide.Contracts.Judging;

/// <summary>Judges completions of one domain. Thread-safe. Never throws for a completion: whatever it contains ends in a <see cref="Verdict"/>.</summary>
public interface IVerifier
{
    /// <summary>The domain it judges.</summary>
    Domain Domain { get; }

    /// <summary>Name and version, for example "math/1": a change of behaviour is a new version.</summary>
    string Version { get; }

    /// <summary>Judges one completion.</summary>
    /// <exception cref="JudgeUnavailableException">Nobody can judge now; the completion is not to blame.</exception>
    ValueTask<Verdict> JudgeAsync(VerificationCase verificationCase, CancellationToken cancellationToken);
}
