using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.Channels;
using Guide.Answers;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.Cli.Verify;

/// <summary>Judges a stream of cases, several at a time, and writes the verdicts in the order of the cases. Memory does not grow with the input: at most a few cases a job are in flight.</summary>
internal sealed class CaseStream(VerifierSet verifiers, int jobs, TimeProvider time)
{
    private const int CasesPerJobInFlight = 8;

    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Runs to the end of the input.</summary>
    /// <exception cref="GuideException">A file cannot be opened or a line is no case; verdicts of the lines before it are written.</exception>
    public async Task RunAsync(string from, string to, CancellationToken cancellationToken)
    {
        await using var input = Open(from, () => from == "-" ? Console.OpenStandardInput() : new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16));
        await using var output = Open(to, () => to == "-" ? Console.OpenStandardOutput() : new FileStream(to, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16));
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

    private static Stream Open(string name, Func<Stream> open)
    {
        try
        {
            return open();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw GuideException.Usage($"{name}: {exception.Message}");
        }
    }

    private async Task ReadAsync(string name, Stream input, ChannelWriter<Task<ReadOnlyMemory<byte>>> pending, SemaphoreSlim gate, CancellationToken cancellationToken)
    {
        try
        {
            using var lines = new StreamReader(input, Encoding.UTF8);
            var number = 0;
            while (await lines.ReadLineAsync(cancellationToken) is { } line)
            {
                number++;
                if (string.IsNullOrWhiteSpace(line))
                {
                    continue;
                }

                await gate.WaitAsync(cancellationToken);
                var at = number;
                var judged = Task.Run(
                    async () =>
                    {
                        try
                        {
                            return await JudgeAsync(name, at, line, cancellationToken);
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

        var start = time.GetTimestamp();
        var verdict = await verifiers.JudgeAsync(item.Case, cancellationToken);
        var elapsed = time.GetElapsedTime(start);

        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Json))
        {
            json.WriteStartObject();
            json.WritePropertyName("id");
            json.WriteRawValue(item.RawId);
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
