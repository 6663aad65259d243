namespace Guide.IntegrationTests.Bus;

/// <summary>Waiting on conditions, with an end.</summary>
internal static class Deadline
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static CancellationToken Token() => new CancellationTokenSource(Limit).Token;

    public static async Task UntilAsync(string what, Func<Task<bool>> condition)
    {
        var token = Token();
        while (!await condition())
        {
            if (token.IsCancellationRequested)
            {
                throw new TimeoutException($"Not within {Limit.TotalSeconds:0} s: {what}");
            }

            await Task.Delay(50, CancellationToken.None);
        }
    }
}
