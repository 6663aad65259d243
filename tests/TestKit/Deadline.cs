using System.Diagnostics;

namespace Guide.TestKit;

/// <summary>Waits on conditions, never for a length of time; the deadline only ends a test that would hang.</summary>
internal static class Deadline
{
    /// <summary>For what a broker, a database or a stage does at once.</summary>
    public static readonly TimeSpan Moment = TimeSpan.FromSeconds(60);

    /// <summary>For what a whole run does.</summary>
    public static readonly TimeSpan Run = TimeSpan.FromMinutes(15);

    /// <summary>A token that is cancelled after <see cref="Moment"/>.</summary>
    public static CancellationToken Token() => new CancellationTokenSource(Moment).Token;

    /// <summary>Polls until the condition holds.</summary>
    /// <param name="what">What is waited for, for the message.</param>
    /// <param name="condition">Asked every 50 ms.</param>
    /// <param name="limit">When to give up; null: <see cref="Moment"/>.</param>
    /// <exception cref="TimeoutException">It does not hold within the limit.</exception>
    public static Task UntilAsync(string what, Func<Task<bool>> condition, TimeSpan? limit = null) =>
        UntilAsync(what, async () => await condition() ? what : null, limit);

    /// <summary>Polls until there is something, and gives it.</summary>
    /// <inheritdoc cref="UntilAsync(string, Func{Task{bool}}, TimeSpan?)"/>
    public static async Task<T> UntilAsync<T>(string what, Func<Task<T?>> find, TimeSpan? limit = null)
        where T : class
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            if (await find() is { } found)
            {
                return found;
            }

            if (Stopwatch.GetElapsedTime(started) > (limit ?? Moment))
            {
                throw new TimeoutException($"Not within {(limit ?? Moment).TotalSeconds:0} s: {what}");
            }

            await Task.Delay(50);
        }
    }
}
