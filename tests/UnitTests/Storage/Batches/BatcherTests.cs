using Guide.Storage.Batches;

namespace Guide.UnitTests.Storage.Batches;

public sealed class BatcherTests
{
    private readonly List<int[]> _batches = [];
    private readonly TaskCompletionSource _first = new();

    [Fact]
    public async Task What_comes_while_a_batch_is_under_way_is_the_next_and_each_gets_its_own_result()
    {
        var batcher = new Batcher<int, string>(RunAsync);

        var tasks = Enumerable.Range(0, 5).Select(i => batcher.RunAsync(i, CancellationToken.None)).ToArray();
        await FirstIsUnderWayAsync();
        _first.SetResult();

        Assert.Equal(["0", "1", "2", "3", "4"], await Task.WhenAll(tasks));
        Assert.Equal(5, _batches.Sum(batch => batch.Length));
        Assert.InRange(_batches.Count, 1, 2);
        Assert.Equal("7", await batcher.RunAsync(7, CancellationToken.None));
        Assert.Equal([7], _batches[^1]);
    }

    [Fact]
    public async Task A_batch_has_a_most()
    {
        var batcher = new Batcher<int, string>(RunAsync);

        var tasks = Enumerable.Range(0, 200).Select(i => batcher.RunAsync(i, CancellationToken.None)).ToArray();
        _first.SetResult();
        await Task.WhenAll(tasks);

        Assert.InRange(_batches.Max(batch => batch.Length), 1, Batcher<int, string>.MostRequests);
        Assert.Equal(Enumerable.Range(0, 200), _batches.SelectMany(batch => batch));
    }

    [Fact]
    public async Task Heavy_requests_make_small_batches_and_one_too_heavy_goes_alone()
    {
        var batcher = new Batcher<int, string>(RunAsync, i => i == 3 ? 2 * Batcher<int, string>.MostWeight : Batcher<int, string>.MostWeight / 2);

        var tasks = Enumerable.Range(0, 7).Select(i => batcher.RunAsync(i, CancellationToken.None)).ToArray();
        _first.SetResult();
        await Task.WhenAll(tasks);

        Assert.Contains([3], _batches);
        Assert.All(_batches, batch => Assert.InRange(batch.Length, 1, 2));
        Assert.Equal(Enumerable.Range(0, 7), _batches.SelectMany(batch => batch));
    }

    [Fact]
    public async Task A_bad_request_fails_alone()
    {
        var batcher = new Batcher<int, string>(RunAsync);

        var tasks = Enumerable.Range(0, 20).Select(i => batcher.RunAsync(i == 13 ? -1 : i, CancellationToken.None)).ToArray();
        _first.SetResult();

        Assert.Equal("-1 is bad", (await Assert.ThrowsAsync<ArgumentException>(() => tasks[13])).Message);
        Assert.Equal(Enumerable.Range(0, 20).Where(i => i != 13).Select(i => $"{i}"), await Task.WhenAll(tasks.Where((_, i) => i != 13)));
    }

    [Fact]
    public async Task An_outage_fails_a_batch_once_and_whole()
    {
        var runs = 0;
        var batcher = new Batcher<int, string>(async (_, _) =>
        {
            runs++;
            await _first.Task;
            throw new TimeoutException("away");
        });

        var tasks = Enumerable.Range(0, 20).Select(i => batcher.RunAsync(i, CancellationToken.None)).ToArray();
        _first.SetResult();

        foreach (var task in tasks)
        {
            await Assert.ThrowsAsync<TimeoutException>(() => task);
        }

        Assert.InRange(runs, 1, 2);
    }

    [Fact]
    public async Task A_request_that_is_taken_back_while_it_waits_is_never_done()
    {
        var batcher = new Batcher<int, string>(RunAsync);
        using var cancel = new CancellationTokenSource();

        var first = batcher.RunAsync(0, CancellationToken.None);
        await FirstIsUnderWayAsync();
        var second = batcher.RunAsync(1, cancel.Token);
        var third = batcher.RunAsync(2, CancellationToken.None);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        _first.SetResult();

        Assert.Equal(["0", "2"], await Task.WhenAll(first, third));
        Assert.Equal([[0], [2]], _batches);
    }

    [Fact]
    public async Task A_batch_under_way_is_stopped_when_all_of_it_are()
    {
        var stopped = new TaskCompletionSource();
        var batcher = new Batcher<int, string>(async (_, token) =>
        {
            using var registration = token.Register(stopped.SetResult);
            await _first.Task;
            token.ThrowIfCancellationRequested();
            return ["done"];
        });
        using var cancel = new CancellationTokenSource();

        var task = batcher.RunAsync(0, cancel.Token);
        await cancel.CancelAsync();
        if (!task.IsCompleted)
        {
            await stopped.Task; // It was under way: its batch hears it.
            _first.SetResult();
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
    }

    private async Task FirstIsUnderWayAsync() => await Deadline.UntilAsync("the first batch is under way", () =>
    {
        lock (_batches)
        {
            return Task.FromResult(_batches.Count > 0);
        }
    });

    private async Task<IReadOnlyList<string>> RunAsync(IReadOnlyList<int> batch, CancellationToken cancellationToken)
    {
        lock (_batches)
        {
            if (!batch.Contains(-1))
            {
                _batches.Add([.. batch]);
            }
        }

        await _first.Task.WaitAsync(cancellationToken);
        return batch.Contains(-1) ? throw new ArgumentException("-1 is bad") : [.. batch.Select(i => $"{i}")];
    }
}
