namespace Guide.EndToEndTests;

/// <summary>Waits on conditions; the deadline only ends a test that would hang.</summary>
internal static class Deadline
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    /// <summary>Polls until the condition holds.</summary>
    public static async Task UntilAsync(string what, Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!await condition())
        {
            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), limit.Token);
            }
            catch (OperationCanceledException late)
            {
                throw new TimeoutException($"No {what} within {Limit}.", late);
            }
        }
    }
}
