using System.Diagnostics;

namespace Guide.IntegrationTests.Storage;

/// <summary>Waits on conditions, never for a length of time.</summary>
internal static class Deadline
{
    public static async Task<T> UntilAsync<T>(Func<Task<T?>> condition, int seconds = 30)
        where T : class
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            if (await condition() is { } met)
            {
                return met;
            }

            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(seconds))
            {
                throw new TimeoutException($"Not met within {seconds} s.");
            }

            await Task.Delay(5);
        }
    }
}
