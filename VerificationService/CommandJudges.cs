using Guide.Answers;
using Guide.CodeSandbox.Isolation;
using Guide.CodeSandbox.Judging;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.OwnVerifiers;
using Guide.Recipes;

namespace Guide.VerificationService;

/// <summary>Every judge that a command has: of answers, of programs (in a sandbox that starts with the first of them), and those of the user's own.</summary>
internal sealed class CommandJudges : IAsyncDisposable
{
    private readonly OwnVerifierSet _own;
    private readonly OnDemandCodeVerifier _code;

    /// <summary>Makes them.</summary>
    /// <param name="recipe">Names those of the user's own.</param>
    /// <param name="time">Their clock.</param>
    /// <exception cref="GuideException">Exit code 2: one cannot be made.</exception>
    public CommandJudges(VerificationRecipe recipe, TimeProvider time)
    {
        _own = OwnVerifierSet.Of(recipe, time);
        _code = new OnDemandCodeVerifier(new SandboxOptions(), time);
        Verifiers = AnswerVerifiers.Set(_code).With(_own.All);
    }

    /// <summary>All of them.</summary>
    public VerifierSet Verifiers { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _code.DisposeAsync();
        _own.Dispose();
    }
}
