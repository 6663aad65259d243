using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.Channels;
using Guide.Cli.Files;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.DataSets;

namespace Guide.Cli.Verify;

/// <summary>Judges a stream of cases, several at a time, and writes the verdicts in the order of the cases. Memory does not grow with the input: at most a few cases a job are in flight.</summary>
/// <param name="verifiers">Who judges.</param>
/// <param name="jobs">Cases judged at the same time.</param>
/// <param name="strictKeys">True: a key that is none of a case's ends the run; false: only a misspelt one does, others are counted.</param>
/// <param name="time">Measures each case.</param>
internal sealed class CaseStream(VerifierSet verifiers, int jobs, bool strictKeys, TimeProvider time)
{
    private const int CasesPerJobInFlight = 8;
    private const int KeysCounted = 100;

    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ConcurrentDictionary<string, long> _notRead = new(StringComparer.Ordinal);

    /// <summary>Keys that were not read with the number of their lines, the most frequent first.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> NotRead => [.. _notRead.OrderByDescending(key => key.Value).ThenBy(key => key.Key, StringComparer.Ordinal)];

    /// <summary>Runs to the end of the input.</summary>
    /// <param name="from">A file, or - for standard input.</param>
    /// <param name="to">A file, which appears when all is judged, or - for standard output, which gets each verdict as it comes.</param>
    /// <param name="cancellationToken">Ends the judging.</param>
    /// <exception cref="GuideException">A file cannot be opened or a line is no case; standard output has the verdicts of the lines before it.</exception>
    public async Task RunAsync(string from, string to, CancellationToken cancellationToken)
    {
        await using var input = from == "-" ? Console.OpenStandardInput() : SourceFile.Open(from);
        if (to == "-")
        {
            await using var standard = Console.OpenStandardOutput();
            await JudgeAllAsync(from, input, standard, cancellationToken);
            return;
        }

        await using var file = WholeFile.Create(to);
        await JudgeAllAsync(from, input, file.Stream, cancellationToken);
        file.Commit();
    }

    private async Task JudgeAllAsync(string from, Stream input, Stream output, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pending = Channel.CreateBounded<Task<ReadOnlyMemory<byte>>>(new BoundedChannelOptions(jobs * CasesPerJobInFlight) { SingleReader = true, SingleWriter = true });
        using var gate = new SemaphoreSlim(jobs);
        var reading = ReadAsync(from == "-" ? "standard input" : from, input, pending.Writer, gate, stopping.Token);
        try
        {
            await foreach (var verdict in pending.Reader.ReadAllAsync(cancellationToken))
            {
                await output.WriteAsync(await verdict, cancellationToken);

                // A reader at the other end of a pipe gets what is done, not what fills a buffer.
                if (pending.Reader.Count == 0)
                {
                    await output.FlushAsync(cancellationToken);
                }
            }
        }
        finally
        {
            await output.FlushAsync(CancellationToken.None);
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

    private async Task ReadAsync(string name, Stream input, ChannelWriter<Task<ReadOnlyMemory<byte>>> pending, SemaphoreSlim gate, CancellationToken cancellationToken)
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
                            return await JudgeAsync(name, number, line, cancellationToken);
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
        var start = time.GetTimestamp();
        Verdict verdict;
        try
        {
            verdict = await verifiers.JudgeAsync(item.Case, cancellationToken);
        }
        catch (JudgeUnavailableException exception)
        {
            verdict = new(VerdictOutcome.SandboxError, null, exception.Message);
        }

        return Write(item.RawId, verdict, time.GetElapsedTime(start));
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

    private static ReadOnlyMemory<byte> Write(string rawId, Verdict verdict, TimeSpan elapsed)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Json))
        {
            json.WriteStartObject();
            json.WritePropertyName("id");
            json.WriteRawValue(rawId);
            json.WriteString("outcome", verdict.Outcome.ToString());
            if (verdict.Reward is { } reward)
            {
                json.WriteNumber("reward", reward);
            }
            else
            {
                json.WriteNull("reward");
            }

            json.WriteString("detail", verdict.Detail);
            json.WriteNumber("elapsed_ms", Math.Round(elapsed.TotalMilliseconds, 3));
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenMemory;
    }
}
