using Guide.CodeSandbox.Isolation;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.CodeSandbox.Judging;

/// <summary>A code verifier whose sandbox starts with the first program: runs without code problems need neither compiler nor privileges.</summary>
public sealed class OnDemandCodeVerifier(SandboxOptions options, TimeProvider time) : IVerifier, IAsyncDisposable, IDisposable
{
    private readonly SemaphoreSlim _starting = new(1, 1);
    private Sandbox? _sandbox;
    private CodeVerifier? _verifier;

    /// <inheritdoc/>
    public Domain Domain => Domain.Code;

    /// <inheritdoc/>
    public string Version => CodeVerifier.Release;

    /// <inheritdoc/>
    public async ValueTask<Verdict> JudgeAsync(VerificationCase verificationCase, CancellationToken cancellationToken)
    {
        try
        {
            var verifier = Volatile.Read(ref _verifier) ?? await StartAsync(cancellationToken);
            return await verifier.JudgeAsync(verificationCase, cancellationToken);
        }
        catch (SandboxException exception)
        {
            // It may be well again at the next case: nothing is remembered.
            return Volatile.Read(ref _verifier) is null
                ? throw new JudgeUnavailableException($"the sandbox cannot start: {exception.Message}", exception)
                : new(VerdictOutcome.SandboxError, null, exception.Message);
        }
        catch (OperationCanceledException)
        {
            return new(VerdictOutcome.Timeout, null, "cancelled");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_sandbox is not null)
        {
            await _sandbox.DisposeAsync();
        }

        _starting.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task<CodeVerifier> StartAsync(CancellationToken cancellationToken)
    {
        await _starting.WaitAsync(cancellationToken);
        try
        {
            if (_verifier is null)
            {
                _sandbox = await Sandbox.StartAsync(options, time, cancellationToken);
                Volatile.Write(ref _verifier, new CodeVerifier(_sandbox));
            }

            return _verifier;
        }
        finally
        {
            _starting.Release();
        }
    }
}
