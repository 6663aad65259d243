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

    /// <summary>The versions of all members, in the order of their domains, for example "math/5+exact/1".</summary>
    public string Version { get; }

    /// <summary>The verifier of a domain; null when the set has none.</summary>
    public IVerifier? Find(Domain domain) => _byDomain.GetValueOrDefault(domain);

    /// <summary>This set and more verifiers; two for one domain are refused.</summary>
    public VerifierSet With(IEnumerable<IVerifier> more) => new(_byDomain.Values.Concat(more));

    /// <summary>As <see cref="JudgeAsync"/>, for callers that do not wait for a judge that is away: then it is an error, without a reward.</summary>
    public async ValueTask<Verdict> JudgeAtOnceAsync(VerificationCase verificationCase, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(verificationCase);
        try
        {
            return await JudgeAsync(verificationCase, cancellationToken);
        }
        catch (JudgeUnavailableException exception)
        {
            return Verdict.Unavailable(verificationCase.Domain, exception.Message);
        }
    }

    /// <summary>Judges a case with its domain's verifier. A domain without one ends in VerifierError: never a wrong answer.</summary>
    public ValueTask<Verdict> JudgeAsync(VerificationCase verificationCase, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(verificationCase);
        if (Find(verificationCase.Domain) is { } verifier)
        {
            return verifier.JudgeAsync(verificationCase, cancellationToken);
        }

        return ValueTask.FromResult(Verdict.Error(verificationCase.Domain switch
        {
            Domain.Code => "code needs the sandbox",
            Domain.Http => "http needs to know who judges: verification.http.url of a recipe, --http-judge of a command",
            Domain.Assembly => "assembly needs to know who judges: verification.assembly.path of a recipe, --assembly-judge of a command",
            var other => $"no verifier for {other}",
        }));
    }
}
