using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.Recipes;

namespace Guide.OwnVerifiers;

/// <summary>
/// A judge of the user's own inside this process. An exception, a time-out or a verdict that is none is an error without a reward. A call that
/// does not return keeps its place: when all places are lost, every case is an error, and no thread more is.
/// </summary>
public sealed class AssemblyVerifier : IVerifier, IDisposable
{
    private readonly IVerifier _judge;
    private readonly TimeSpan _patience;
    private readonly SemaphoreSlim _free;
    private readonly TimeProvider _time;
    private readonly string _name;

    /// <summary>The judge that a recipe describes.</summary>
    /// <param name="recipe">With a file.</param>
    /// <param name="time">Clock of time-outs.</param>
    /// <exception cref="GuideException">Exit code 2: the file is no judge; the message names it.</exception>
    public AssemblyVerifier(AssemblyVerifierRecipe recipe, TimeProvider time)
        : this(JudgeAssembly.Load(recipe), recipe, time)
    {
    }

    internal AssemblyVerifier(JudgeAssembly loaded, AssemblyVerifierRecipe recipe, TimeProvider time)
    {
        _judge = loaded.Verifier;
        _patience = TimeSpan.FromSeconds(recipe.TimeoutSeconds);
        _free = new(recipe.Concurrency);
        _time = time;
        _name = Path.GetFileName(loaded.Path);
        Version = OwnVerdicts.VersionPart($"assembly/{_judge.Version}@{loaded.Path}@{loaded.Sha256}");
    }

    /// <inheritdoc/>
    public Domain Domain => Domain.Assembly;

    /// <inheritdoc/>
    public string Version { get; }

    /// <summary>Longest time that one case may take by its own settings: as long to begin as to judge, and a moment.</summary>
    public static TimeSpan BudgetOf(AssemblyVerifierRecipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return (TimeSpan.FromSeconds(recipe.TimeoutSeconds) * 2) + TimeSpan.FromSeconds(5);
    }

    /// <inheritdoc/>
    public async ValueTask<Verdict> JudgeAsync(VerificationCase verificationCase, CancellationToken cancellationToken)
    {
        if (!await HasPlaceAsync(cancellationToken))
        {
            return Verdict.Error($"{_name}: no place within {_patience.TotalSeconds} s: calls before have not returned");
        }

        var stop = new CancellationTokenSource();
        var call = Task.Run(() => CallAsync(verificationCase, stop), CancellationToken.None);
        try
        {
            var verdict = await call.WaitAsync(_patience, _time, cancellationToken);
            return verdict is null ? Verdict.Error($"{_name}: it returns null") : OwnVerdicts.Checked(verdict.Outcome, verdict.Reward, verdict.Detail, _name);
        }
        catch (TimeoutException) when (!call.IsCompleted)
        {
            await CancelAsync(stop);
            return Verdict.Error($"{_name}: not judged within {_patience.TotalSeconds} s");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await CancelAsync(stop);
            throw;
        }
        catch (Exception exception) when (exception is not JudgeUnavailableException)
        {
            return Verdict.Error(OwnVerdicts.Short($"{_name}: {exception.GetType().Name}: {exception.Message}"));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => (_judge as IDisposable)?.Dispose();

    private async Task<bool> HasPlaceAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _free.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    // The place is given back when the call returns, not when nobody waits for it any more.
    private async Task<Verdict?> CallAsync(VerificationCase verificationCase, CancellationTokenSource stop)
    {
        try
        {
            return await _judge.JudgeAsync(verificationCase, stop.Token);
        }
        finally
        {
            _free.Release();
        }
    }

    // What the judge has registered for the end may throw, too.
    private static async Task CancelAsync(CancellationTokenSource stop)
    {
        try
        {
            await stop.CancelAsync();
        }
        catch (AggregateException)
        {
            // It is the judge's own failure, and nobody waits for its verdict.
        }
    }
}
