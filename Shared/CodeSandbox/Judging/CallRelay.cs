using System.Text;
using System.Text.Json;

using Guide.CodeSandbox.Isolation;

namespace Guide.CodeSandbox.Judging;

/// <summary>
/// Stands between the judge's sandbox and the candidate's: carries calls one way and claimed values the other. The candidate may speak
/// only when asked; the judge's words alone make cases.
/// </summary>
internal sealed class CallRelay(SlotProcess candidate, SlotProcess judge, TimeSpan wallLimit, TimeProvider time)
{
    /// <summary>Largest message of either side, bytes: as JSON, some four million small numbers.</summary>
    internal const int LargestFrame = 32 << 20;

    private readonly FrameReader _fromCandidate = new(LargestFrame);
    private readonly FrameReader _fromJudge = new(LargestFrame);
    private readonly Lock _lock = new();
    private bool _loaded, _asked, _candidateOver;
    private byte[]? _waitingCall;
    private int _callbacks, _calls;
    private long _askedAt;
    private TimeSpan _answering;
    private bool _ranOut;

    // What a call may cost on the way: it is neither side's.
    private static readonly TimeSpan Way = TimeSpan.FromMilliseconds(2);

    /// <summary>Cases so far.</summary>
    public List<CaseReport> Cases { get; } = [];

    /// <summary>True: the judge finished.</summary>
    public bool Done { get; private set; }

    /// <summary>Why the submission did not load, or how it broke the protocol; null = it did neither.</summary>
    public string? Refused { get; private set; }

    /// <summary>True: the test got an answer, so its trouble with memory or processor time may come from it.</summary>
    public bool Answered { get; private set; }

    /// <summary>True: the candidate has called back into the test, and that call has not come to its end.</summary>
    public bool InCallback => _callbacks > 0;

    /// <summary>True: the candidate's run came to its end before the test did.</summary>
    public bool CandidateEnded { get; private set; }

    /// <summary>What the test says is wrong with itself; null = nothing.</summary>
    public string? TestProblem { get; private set; }

    /// <summary>Runs both sides to their ends.</summary>
    public async Task<(SandboxResult Candidate, SandboxResult Judge)> RunAsync(
        SandboxRequest candidateRequest, SandboxRequest judgeRequest, CancellationToken cancellationToken)
    {
        using var over = new CancellationTokenSource();
        _askedAt = time.GetTimestamp();
        var judging = judge.RunAsync(judgeRequest, OnJudgeAsync, cancellationToken);
        var running = candidate.RunAsync(candidateRequest, OnCandidateAsync, cancellationToken);
        var watching = WatchAsync(over.Token);
        try
        {
            if (await Task.WhenAny(judging, running) == running)
            {
                var ended = await running;
                lock (_lock)
                {
                    // One that nobody asks anything waits until its wall time is over: that is the test's doing.
                    CandidateEnded = ended.Limit is not "wall" || _ranOut || InCallback;
                }

                await TellJudgeAsync("X" + (Refused ?? (_ranOut ? "limit: wall" : Describe(ended))));
                return (ended, await judging);
            }

            var judged = await judging;
            await candidate.KillRunAsync();
            return (await running, judged);
        }
        catch
        {
            // One slot broke: the other must not be given back with a run in it.
            await judge.KillRunAsync();
            await candidate.KillRunAsync();
            await Task.WhenAll(Settle(judging), Settle(running));
            throw;
        }
        finally
        {
            await over.CancelAsync();
            await watching;
        }
    }

    // The candidate's wall clock runs while it has a question, or loads; many short calls are not charged for their way.
    private async Task WatchAsync(CancellationToken over)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100), time);
        try
        {
            while (await timer.WaitForNextTickAsync(over))
            {
                lock (_lock)
                {
                    _ranOut = (_asked || !_loaded) && _answering + time.GetElapsedTime(_askedAt) > wallLimit + (_calls * Way);
                }

                if (_ranOut)
                {
                    await candidate.KillRunAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    /// <summary>Why a candidate's run ended, in a word or two.</summary>
    public static string Describe(SandboxResult result) =>
        result.Limit is string limit ? $"limit: {limit}" : result.End == RunEnd.Signaled ? $"killed by signal {result.Code}" : $"exit code {result.Code}";

    private static async Task Settle(Task task)
    {
        try
        {
            await task;
        }
        catch (SandboxException)
        {
            // The first failure is the one that is reported.
        }
    }

    private async ValueTask OnCandidateAsync(ReadOnlyMemory<byte> data)
    {
        foreach (var frame in _fromCandidate.Add(data.Span))
        {
            byte[]? call = null;
            bool answer = false, kill = false;
            lock (_lock)
            {
                if (!_loaded && frame[0] == 'L')
                {
                    _loaded = true;
                    _answering += time.GetElapsedTime(_askedAt);
                    _askedAt = time.GetTimestamp();
                    call = _waitingCall;
                    _waitingCall = null;
                }
                else if (!_loaded && frame[0] == 'E')
                {
                    Refused = $"does not load: {Error(frame)}";
                    kill = true;
                }
                else if (_loaded && _asked && frame[0] == 'A')
                {
                    _asked = false;
                    _answering += time.GetElapsedTime(_askedAt);
                    Answered = true;
                    answer = true;
                }
                else
                {
                    Refused ??= "speaks without being asked";
                    kill = true;
                }
            }

            if (call is not null)
            {
                await candidate.SendAsync(call);
            }

            if (answer)
            {
                await judge.SendAsync(FrameReader.Frame(frame));
            }

            if (kill)
            {
                await candidate.KillRunAsync();
                return;
            }
        }

        if (_fromCandidate.Violated)
        {
            Refused ??= "an answer is too large";
            await candidate.KillRunAsync();
        }
    }

    private async ValueTask OnJudgeAsync(ReadOnlyMemory<byte> data)
    {
        foreach (var frame in _fromJudge.Add(data.Span))
        {
            switch (frame[0])
            {
                case (byte)'C':
                    var call = FrameReader.Frame(frame.AsSpan(1));
                    bool send;
                    lock (_lock)
                    {
                        _asked = true;
                        _askedAt = _loaded ? time.GetTimestamp() : _askedAt;
                        _calls++;
                        send = _loaded;
                        _waitingCall = send ? null : call;
                    }

                    if (send)
                    {
                        await candidate.SendAsync(call);
                    }

                    break;
                case (byte)'R':
                    using (var document = JsonDocument.Parse(frame.AsMemory(1)))
                    {
                        var root = document.RootElement;
                        Cases.Add(new(root.GetProperty("passed").GetBoolean(), root.GetProperty("text").GetString() ?? "", root.GetProperty("ms").GetInt64(), 0));
                    }

                    break;
                case (byte)'D':
                    Done = true;
                    break;
                case (byte)'K' or (byte)'k':
                    _callbacks += frame[0] == 'K' ? 1 : -1;
                    break;
                case (byte)'T':
                    TestProblem = Encoding.UTF8.GetString(frame, 1, frame.Length - 1);
                    break;
                default:
                    throw new SandboxException("the judge speaks nonsense");
            }
        }
    }

    private async Task TellJudgeAsync(string text)
    {
        if (!_candidateOver)
        {
            _candidateOver = true;
            await judge.SendAsync(FrameReader.Frame(Encoding.UTF8.GetBytes(text)));
        }
    }

    // Text of the candidate's: whatever is no text in it (half a surrogate pair, say) is its own fault and nobody's trouble.
    private static string Error(byte[] frame)
    {
        try
        {
            var parts = JsonSerializer.Deserialize<string[]>(frame.AsSpan(1));
            var text = string.Join(": ", parts ?? []);
            return text.Length > 300 ? text[..300] : text;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            return "no reason given";
        }
    }
}
