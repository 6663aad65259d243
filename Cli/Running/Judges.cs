using Guide.Answers;
using Guide.CodeSandbox.Isolation;
using Guide.CodeSandbox.Judging;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.DataSets;

namespace Guide.Cli.Running;

/// <summary>The verifiers of this process. The code sandbox is started when the first prompt needs it, not before.</summary>
internal sealed class Judges : IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly VerifierSet _withoutCode = AnswerVerifiers.Set();
    private Sandbox? _sandbox;
    private VerifierSet? _withCode;

    /// <summary>Verifiers that can judge these prompts.</summary>
    public async Task<VerifierSet> ForAsync(IEnumerable<PromptRecord> prompts, CancellationToken cancellationToken)
    {
        if (prompts.All(p => p.Domain != Domain.Code))
        {
            return _withoutCode;
        }

        await _one.WaitAsync(cancellationToken);
        try
        {
            _sandbox ??= await Sandbox.StartAsync(new SandboxOptions(), TimeProvider.System, cancellationToken);
            return _withCode ??= AnswerVerifiers.Set(new CodeVerifier(_sandbox));
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_sandbox is not null)
        {
            await _sandbox.DisposeAsync();
        }

        _one.Dispose();
    }
}
