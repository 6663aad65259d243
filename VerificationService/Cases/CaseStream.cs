using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using Guide.Contracts;
using Guide.DataSets;

namespace Guide.VerificationService.Cases;

/// <summary>Judges a stream of cases, several at a time, and writes the verdicts in the order of the cases. Memory does not grow with the input: at most a few cases a job are in flight.</summary>
/// <param name="judge">Who judges.</param>
/// <param name="jobs">Cases judged at the same time.</param>
/// <param name="strictKeys">True: a key that is none of a case's ends the run; false: only a misspelt one does, others are counted.</param>
internal sealed class CaseStream(Func<CaseLine, CancellationToken, Task<CaseVerdict>> judge, int jobs, bool strictKeys)
{
    private const int CasesPerJobInFlight = 8;
    private const int KeysCounted = 100;

    private readonly ConcurrentDictionary<string, long> _notRead = new(StringComparer.Ordinal);

    /// <summary>Keys that were not read with the number of their lines, the most frequent first.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> NotRead => [.. _notRead.OrderByDescending(key => key.Value).ThenBy(key => key.Key, StringComparer.Ordinal)];

    /// <summary>Runs to the end of the input.</summary>
    /// <param name="name">The input's name, for messages.</param>
    /// <param name="input">The cases, one a line.</param>
    /// <param name="output">Gets each verdict as it comes, in the order of the cases.</param>
    /// <param name="cancellationToken">Ends the judging.</param>
    /// <param name="linesBefore">Lines of the input that came before, for messages.</param>
    /// <exception cref="GuideException">A line is no case; the output has the verdicts of the lines before it.</exception>
    public async Task JudgeAsync(string name, Stream input, Stream output, CancellationToken cancellationToken, int linesBefore = 0)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pending = Channel.CreateBounded<Task<ReadOnlyMemory<byte>>>(new BoundedChannelOptions(jobs * CasesPerJobInFlight) { SingleReader = true, SingleWriter = true });
        using var gate = new SemaphoreSlim(jobs);
        var reading = ReadAsync(name, linesBefore, input, pending.Writer, gate, stopping.Token);
        var hasOutput = false;
        try
        {
            await foreach (var verdict in pending.Reader.ReadAllAsync(cancellationToken))
            {
                await output.WriteAsync(await verdict, cancellationToken);
                hasOutput = true;

                // A reader at the other end of a pipe gets what is done, not what fills a buffer.
                if (pending.Reader.Count == 0)
                {
                    await output.FlushAsync(cancellationToken);
                }
            }
        }
        finally
        {
            if (hasOutput)
            {
                await output.FlushAsync(CancellationToken.None);
            }

            await stopping.CancelAsync();
            try
            {
                await reading;
            }
            catch (OperationCanceledException)
            {
                // We stopped it.
            }
        }
    }

    private async Task ReadAsync(string name, int linesBefore, Stream input, ChannelWriter<Task<ReadOnlyMemory<byte>>> pending, SemaphoreSlim gate, CancellationToken cancellationToken)
    {
        try
        {
            using var lines = new StreamReader(input, Encoding.UTF8);
            await foreach (var (number, line) in JsonLines.ReadAsync(lines, name, cancellationToken))
            {
                if (string.IsNullOrWhiteSpace(line))
                {
                    continue;
                }

                await gate.WaitAsync(cancellationToken);
                var judged = Task.Run(
                    async () =>
                    {
                        try
                        {
                            return await JudgeAsync(name, linesBefore + number, line, cancellationToken);
                        }
                        finally
                        {
                            gate.Release();
                        }
                    },
                    CancellationToken.None);
                await pending.WriteAsync(judged, cancellationToken);
            }

            pending.Complete();
        }
        catch (Exception exception)
        {
            pending.Complete(exception);
            throw;
        }
    }

    private async Task<ReadOnlyMemory<byte>> JudgeAsync(string name, int number, string line, CancellationToken cancellationToken)
    {
        CaseLine item;
        try
        {
            item = CaseLine.Parse(line);
        }
        catch (FormatException broken)
        {
            throw GuideException.Usage($"{name}:{number}: {broken.Message}.");
        }

        Count(name, number, item.NotRead);
        return (await judge(item, cancellationToken)).Line;
    }

    private void Count(string name, int number, IReadOnlyList<string> notRead)
    {
        if (strictKeys && notRead.Count > 0)
        {
            throw GuideException.Usage($"{name}:{number}: unknown key \"{notRead[0]}\"; the nearest valid key is \"{Nearest.Of(notRead[0], CaseLine.Keys)}\".");
        }

        foreach (var key in notRead)
        {
            _notRead.AddOrUpdate(_notRead.Count < KeysCounted || _notRead.ContainsKey(key) ? key : "others", 1, (_, lines) => lines + 1);
        }
    }
}
