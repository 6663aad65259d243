using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

using Guide.Contracts;
using Guide.StageHost.Bus;

namespace Guide.VerificationService.Fleet;

/// <summary>Judges a file by the workers of a broker: cuts it into parts, sends few of them ahead, and puts the verdicts together in the order of the cases. What is judged is stored, so that the same command goes on where it ended.</summary>
/// <param name="place">Where the workers are.</param>
/// <param name="path">The file of cases.</param>
/// <param name="linesEach">Lines of a part.</param>
/// <param name="strictKeys">Whether a key that is none of a case's is an error.</param>
/// <param name="notes">Told how it goes on.</param>
/// <param name="time">Clock of the waiting.</param>
internal sealed class FleetJob(FleetPlace place, string path, int linesEach, bool strictKeys, TextWriter notes, TimeProvider time)
{
    private const int PartsAhead = 8;
    private const int PartsAheadOfAWorker = 4;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, long> _notRead = new(StringComparer.Ordinal);
    private readonly Dictionary<int, CaseChunk> _sent = [];
    private HashSet<int> _judged = [];
    private string _jobId = "";
    private int _parts;
    private int _next;
    private long _cases;

    /// <summary>Without any progress for so long, and with an empty queue, what is not judged is sent again; then for twice as long.</summary>
    public TimeSpan SendAgainAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Keys that were not read with the number of their lines, the most frequent first.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> NotRead => [.. _notRead.OrderByDescending(key => key.Value).ThenBy(key => key.Key, StringComparer.Ordinal)];

    /// <summary>Runs to the end of the file.</summary>
    /// <param name="output">Gets the verdicts.</param>
    /// <param name="cancellationToken">Ends the judging; what is judged stays stored.</param>
    /// <exception cref="GuideException">A line is no case, a part ends its workers, the file changed meanwhile, or a server was away for too long.</exception>
    public async Task RunAsync(Stream output, CancellationToken cancellationToken)
    {
        var file = new CaseParts(path, linesEach);
        (var hash, _parts) = await file.MeasureAsync(cancellationToken);
        _jobId = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{hash}\n{linesEach}\n{strictKeys}\n{place.Verifiers}\n{path}")));
        await place.WaitingAsync(place.Chunks.ForgetOldAsync, cancellationToken);
        _judged = [.. await place.WaitingAsync(token => place.Chunks.JudgedAsync(_jobId, 0, _parts, token), cancellationToken)];
        if (_judged.Count > 0)
        {
            await notes.WriteLineAsync($"going on: {_judged.Count} of {_parts} parts are judged");
        }

        await using var sender = new PartSender(place);
        await WorkAsync(file, hash, sender, output, cancellationToken);
        await output.FlushAsync(cancellationToken);
    }

    /// <summary>Forgets what was stored, when the output is safe.</summary>
    public Task ForgetAsync(CancellationToken cancellationToken) => place.WaitingAsync(token => place.Chunks.ForgetAsync(_jobId, token), cancellationToken);

    private async Task WorkAsync(CaseParts file, string hash, PartSender sender, Stream output, CancellationToken cancellationToken)
    {
        using var read = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var parts = file.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        var (index, progressAt, saidAt, patience) = (0, time.GetTimestamp(), time.GetTimestamp(), SendAgainAfter);
        while (_next < _parts)
        {
            var state = await sender.StateAsync(cancellationToken);
            while (_sent.Count < PartsAhead + (PartsAheadOfAWorker * state.Consumers) && index < _parts)
            {
                if (!await parts.MoveNextAsync())
                {
                    throw await ChangedAsync(cancellationToken);
                }

                var part = new CaseChunk(_jobId, index, path, parts.Current.LinesBefore, strictKeys, parts.Current.Text);
                read.AppendData(part.Text.Span);
                if (!_judged.Contains(index))
                {
                    await sender.SendAsync(part, cancellationToken);
                    _sent.Add(index, part);
                }

                index++;
            }

            if (index == _parts && Convert.ToHexStringLower(read.GetCurrentHash()) != hash)
            {
                throw await ChangedAsync(cancellationToken);
            }

            if (await TakeAsync(output, cancellationToken))
            {
                (progressAt, patience) = (time.GetTimestamp(), SendAgainAfter);
            }
            else if (time.GetElapsedTime(progressAt) > patience && state.Ready == 0 && _sent.Count > state.Consumers)
            {
                // More than the workers can have in hand: the broker may have lost them. What is judged twice is stored once.
                foreach (var part in _sent.Values)
                {
                    await sender.SendAsync(part, cancellationToken);
                }

                (progressAt, patience) = (time.GetTimestamp(), patience * 2);
            }

            if (time.GetElapsedTime(saidAt) > SayEvery)
            {
                saidAt = time.GetTimestamp();
                await SayAsync(state);
            }
        }

        await SayAsync(await sender.StateAsync(cancellationToken));
    }

    /// <summary>What was judged of a file that is another by now is of no use.</summary>
    private async Task<GuideException> ChangedAsync(CancellationToken cancellationToken)
    {
        await ForgetAsync(cancellationToken);
        return GuideException.Usage($"{path}: changed while it was being judged: run the command again.");
    }

    /// <summary>Writes what has become ready; false: nothing was judged since the last look.</summary>
    private async Task<bool> TakeAsync(Stream output, CancellationToken cancellationToken)
    {
        var before = _sent.Count;
        if (before > 0)
        {
            foreach (var judged in await place.WaitingAsync(token => place.Chunks.JudgedAsync(_jobId, _sent.Keys.Min(), _sent.Keys.Max(), token), cancellationToken))
            {
                _sent.Remove(judged);
                _judged.Add(judged);
            }
        }

        var from = _next;
        while (_judged.Remove(_next))
        {
            await WriteAsync(_next, output, cancellationToken);
            _next++;
        }

        if (_sent.Count == before && _next == from)
        {
            await Task.Delay(LookEvery, time, cancellationToken);
        }

        return _sent.Count < before;
    }

    private async Task WriteAsync(int part, Stream output, CancellationToken cancellationToken)
    {
        var row = await place.WaitingAsync(token => place.Chunks.ReadAsync(_jobId, part, token), cancellationToken);
        await output.WriteAsync(row.Verdicts, cancellationToken);
        _cases += row.Cases;
        foreach (var (key, lines) in JsonSerializer.Deserialize<Dictionary<string, long>>(row.NotRead) ?? [])
        {
            _notRead[key] = _notRead.GetValueOrDefault(key) + lines;
        }

        if (row.Error is { } error)
        {
            // Of no use to a second try: a corrected file is another job, and what ended its workers is tried again.
            await place.WaitingAsync(token => row.IsInputError ? place.Chunks.ForgetAsync(_jobId, token) : place.Chunks.ForgetAsync(_jobId, part, token), cancellationToken);
            throw row.IsInputError ? GuideException.Usage(error) : new GuideException(error);
        }
    }

    private Task SayAsync(QueueState state) => notes.WriteLineAsync(string.Create(
        CultureInfo.InvariantCulture,
        $"{_next} of {_parts} parts, {_cases} cases; {state.Consumers} workers{(state.Consumers == 0 ? $": start guide verify --work with this broker, the database {place.Database} and these judges ({place.Verifiers})" : "")}"));
}
