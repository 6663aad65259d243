using System.Buffers.Binary;
using System.Net.Sockets;
using System.Threading.Channels;

using Guide.CodeSandbox.Isolation;

namespace Guide.CodeSandbox.Judging;

/// <summary>
/// The cases of one submission inside one sandbox: sends each input, takes what the driver there (run_cases in native/zygote.py) claims
/// about its run. Nothing expected goes in. It serves until a case ends the sandbox or leaves something that cannot be cleared away.
/// </summary>
internal sealed class CaseSession(SlotProcess slot, SandboxLimits limits, TimeProvider time)
{
    private const int Head = 33;
    private const int OutputShare = 1 << 20;

    private readonly FrameReader _frames = new((int)limits.OutputBytes + OutputShare);
    private readonly Channel<byte[]> _replies = Channel.CreateUnbounded<byte[]>(); // bounded by what the slot passes on in one run

    /// <summary>True: the next case needs another session.</summary>
    public bool Spent { get; private set; }

    /// <summary>Runs cases until <paramref name="next"/> has no more or the session is spent.</summary>
    /// <param name="request">The submission.</param>
    /// <param name="next">The next input; null = no more.</param>
    /// <param name="judge">Takes what became of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SandboxException">The slot broke.</exception>
    public async Task<SandboxResult> RunAsync(SandboxRequest request, Func<byte[]?> next, Action<CaseResult> judge, CancellationToken cancellationToken)
    {
        var running = RunToEndAsync(request, cancellationToken);
        try
        {
            while (!Spent && next() is { } input)
            {
                var start = time.GetTimestamp();
                using var patience = new CancellationTokenSource(limits.Wall, time);
                CaseResult? result = null;
                var reason = "breaks the protocol";
                try
                {
                    result = await AskAsync(input, patience.Token);
                }
                catch (OperationCanceledException)
                {
                    reason = "limit: wall";
                }

                if (result is null)
                {
                    // Too long, or something that the driver never says, or it was killed by what it ran.
                    Spent = true;
                    await slot.KillRunAsync();
                    var ended = await running;
                    result = new() { Reason = ended.Reasons.HasFlag(StopReasons.Canceled) ? reason : CallRelay.Describe(ended), Output = [] };
                }

                judge(result with { Wall = time.GetElapsedTime(start) });
            }
        }
        finally
        {
            await slot.KillRunAsync();
        }

        return await running;
    }

    private async Task<SandboxResult> RunToEndAsync(SandboxRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await slot.RunAsync(request, OnData, cancellationToken);
        }
        finally
        {
            _replies.Writer.TryComplete();
        }
    }

    /// <summary>Null: the run ended, or said something else than an answer.</summary>
    private async Task<CaseResult?> AskAsync(byte[] input, CancellationToken cancellationToken)
    {
        var message = new byte[12 + input.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, 8 + input.Length);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(4), (int)Math.Ceiling(limits.Cpu.TotalSeconds));
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(8), (int)limits.OutputBytes);
        input.CopyTo(message.AsMemory(12));
        try
        {
            await slot.SendAsync(message);
        }
        catch (SocketException)
        {
            return null; // The slot is gone; its run says so.
        }

        var result = await TakeAsync(cancellationToken) is { } answer ? Read(answer) : null;
        // An answer counts even if the driver could not clear up behind it.
        Spent = result is null || await TakeAsync(cancellationToken) is not [(byte)'B'];
        return result;
    }

    private async Task<byte[]?> TakeAsync(CancellationToken cancellationToken) =>
        await _replies.Reader.WaitToReadAsync(cancellationToken) && _replies.Reader.TryRead(out var frame) ? frame : null;

    private ValueTask OnData(ReadOnlyMemory<byte> data)
    {
        foreach (var frame in _frames.Add(data.Span))
        {
            _replies.Writer.TryWrite(frame);
        }

        if (_frames.Violated)
        {
            _replies.Writer.TryComplete();
        }

        return ValueTask.CompletedTask;
    }

    // The reply's fields, in the order of run_case in zygote.py.
    private static CaseResult? Read(byte[] frame)
    {
        if (frame.Length < Head || frame[0] != (byte)'A')
        {
            return null;
        }

        var status = BinaryPrimitives.ReadInt32LittleEndian(frame.AsSpan(1));
        var kilobytes = BinaryPrimitives.ReadInt64LittleEndian(frame.AsSpan(13));
        var cut = BinaryPrimitives.ReadInt32LittleEndian(frame.AsSpan(21)) != 0;
        int output = BinaryPrimitives.ReadInt32LittleEndian(frame.AsSpan(25)), error = BinaryPrimitives.ReadInt32LittleEndian(frame.AsSpan(29));
        if (output < 0 || error < 0 || (long)Head + output + error != frame.Length)
        {
            return null;
        }

        int signal = status & 0x7F, code = (status >> 8) & 0xFF;
        var reason = cut ? "limit: output"
            : signal == 24 ? "limit: cpu"
            : signal == 25 ? "limit: file size"
            : signal != 0 ? $"killed by signal {signal}"
            : code != 0 ? $"exit code {code}"
            : "";
        return new()
        {
            Reason = reason.Length == 0 ? "" : reason + LastLine(System.Text.Encoding.UTF8.GetString(frame, Head + output, error)),
            Output = frame[Head..(Head + output)],
            MemoryBytes = kilobytes << 10,
        };
    }

    private static string LastLine(string text)
    {
        var last = text.TrimEnd();
        last = last[(last.LastIndexOf('\n') + 1)..];
        return last.Length == 0 ? "" : $": {(last.Length > 200 ? last[..200] : last)}";
    }
}
