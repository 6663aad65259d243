using Guide.Answers;
using Guide.CodeSandbox.Isolation;
using Guide.CodeSandbox.Judging;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.DataSets;
using Guide.OwnVerifiers;
using Guide.Recipes;

namespace Guide.Cli.Running;

/// <summary>The verifiers of this process. The code sandbox is started when the first prompt needs it, not before; judges of the user's own are made once for each recipe.</summary>
internal sealed class Judges : IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly VerifierSet _withoutCode = AnswerVerifiers.Set();
    private readonly Dictionary<(HttpVerifierRecipe, AssemblyVerifierRecipe), OwnVerifierSet> _own = [];
    private Sandbox? _sandbox;
    private VerifierSet? _withCode;

    /// <summary>Verifiers that can judge these prompts.</summary>
    /// <param name="prompts">What is judged.</param>
    /// <param name="recipe">How: it names the judges of the user's own.</param>
    /// <param name="cancellationToken">Ends the wait for the sandbox.</param>
    /// <exception cref="GuideException">Exit code 2: a prompt's judge is not named, or cannot be made.</exception>
    public Task<VerifierSet> ForAsync(IEnumerable<PromptRecord> prompts, VerificationRecipe recipe, CancellationToken cancellationToken) =>
        ForAsync(prompts.Select(static prompt => prompt.Domain).ToHashSet(), recipe, cancellationToken);

    /// <summary>Verifiers that can judge these domains.</summary>
    /// <exception cref="GuideException">Exit code 2: a domain's judge is not named, or cannot be made.</exception>
    public async Task<VerifierSet> ForAsync(IReadOnlySet<Domain> domains, VerificationRecipe recipe, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var key = (recipe.Http, recipe.Assembly);
            if (!_own.TryGetValue(key, out var own))
            {
                _own[key] = own = OwnVerifierSet.Of(recipe, TimeProvider.System);
            }

            var set = (domains.Contains(Domain.Code) ? await WithCodeAsync(cancellationToken) : _withoutCode).With(own.All);
            if (recipe.ScriptedReward is null)
            {
                Require(set, domains);
            }

            return set;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Refuses domains that a set has no judge for: those of the user's own.</summary>
    /// <exception cref="GuideException">Exit code 2: there is one.</exception>
    public static void Require(VerifierSet verifiers, IReadOnlySet<Domain> domains)
    {
        if (domains.Where(domain => verifiers.Find(domain) is null).Order().ToArray() is [var unjudged, ..])
        {
            throw GuideException.Usage($"there are prompts of the domain {SnakeCaseJson.Word(unjudged)}, and nobody judges them: {(unjudged == Domain.Http ? "verification.http.url (--http-judge)" : "verification.assembly.path (--assembly-judge)")} says who does.");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_sandbox is not null)
        {
            await _sandbox.DisposeAsync();
        }

        foreach (var own in _own.Values)
        {
            own.Dispose();
        }

        _one.Dispose();
    }

    private async Task<VerifierSet> WithCodeAsync(CancellationToken cancellationToken)
    {
        _sandbox ??= await Sandbox.StartAsync(new SandboxOptions(), TimeProvider.System, cancellationToken);
        return _withCode ??= AnswerVerifiers.Set(new CodeVerifier(_sandbox));
    }
}
