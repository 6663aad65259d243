using Guide.Contracts;

namespace Guide.Contracts.Judging;

/// <summary>The verifiers of a run, one per domain. Thread-safe; the version names every member, so that a change of any of them is a new version of the set.</summary>
public sealed class VerifierSet
{
    private readonly Dictionary<Domain, IVerifier> _byDomain;

    /// <summary>A set of the given verifiers; two for one domain are refused.</summary>
    public VerifierSet(IEnumerable<IVerifier> verifiers)
    {
        ArgumentNullException.ThrowIfNull(verifiers);
        _byDomain = verifiers.ToDictionary(verifier => verifier.Domain);
        Version = string.Join('+', _byDomain.OrderBy(pair => pair.Key).Select(pair => pair.Value.Version));
    }

    /// <summary>The versions of all members, in the order of their domains, for example "math/4+exact/1".</summary>
    public string Version { get; }

    /// <summary>The verifier of a domain; null when the set has none.</summary>
    public IVerifier? Find(Domain domain) => _byDomain.GetValueOrDefault(domain);

    /// <summary>Judges a case with its domain's verifier. A domain without one ends in VerifierError: never a wrong answer.</summary>
    public ValueTask<Verdict> JudgeAsync(VerificationCase verificationCase, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(verificationCase);
        if (Find(verificationCase.Domain) is { } verifier)
        {
            return verifier.JudgeAsync(verificationCase, cancellationToken);
        }

        return ValueTask.FromResult(Verdict.Error(verificationCase.Domain == Domain.Code
            ? "code needs the sandbox"
            : $"no verifier for {verificationCase.Domain}"));
    }
}
