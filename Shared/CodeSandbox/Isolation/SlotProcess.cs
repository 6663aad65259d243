using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Guide.CodeSandbox.Isolation;

/// <summary>One slot: a native process tree with its own uid, cgroups and namespaces that runs one request at a time. Not thread-safe, except <see cref="SendAsync"/> beside a run.</summary>
internal sealed class SlotProcess : IAsyncDisposable
{
    private const byte Run = 1, Input = 2, Kill = 4, Ready = 16, Channel = 17, Done = 18, Fatal = 19;
    private const int DoneHead = 72, TooLarge = 27; // EFBIG
    private const long UnboundedStack = 64L << 20;

    private readonly SlotSettings _settings;
    private readonly TimeProvider _time;
    private readonly Process _process;
    private readonly Socket _socket;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly byte[] _head = new byte[5];

    private SlotProcess(SlotSettings settings, TimeProvider time, string name, Process process, Socket socket)
    {
        _settings = settings;
        _time = time;
        Name = name;
        _process = process;
        _socket = socket;
    }

    /// <summary>Unique in this process; part of its cgroups' names.</summary>
    public string Name { get; }

    /// <summary>Runs so far.</summary>
    public int Runs { get; private set; }

    /// <summary>True: it failed and must be replaced.</summary>
    public bool Broken { get; private set; }

    /// <summary>True: runs see a /proc of their own.</summary>
    public bool HasProc { get; private set; }

    /// <summary>True: the Python zygote is up.</summary>
    public bool HasZygote { get; private set; }

    /// <summary>The native process, for tests that count what is left of it.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Starts a slot.</summary>
    /// <param name="settings">Common settings.</param>
    /// <param name="name">Its name.</param>
    /// <param name="ids">Whom it runs as.</param>
    /// <param name="time">Clock of the deadlines.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SandboxException">A layer is missing, or the program does not start.</exception>
    public static async Task<SlotProcess> StartAsync(SlotSettings settings, string name, SlotIds ids, TimeProvider time, CancellationToken cancellationToken)
    {
        var path = Path.Combine(settings.SocketFolder, name);
        var token = RandomNumberGenerator.GetHexString(32);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(1);
        Process? process = null;
        Socket? socket = null;
        try
        {
            process = Process.Start(Command(settings, name, ids, path, token)) ?? throw new SandboxException("the slot's program does not start");
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60), time);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
            var exit = process.WaitForExitAsync(linked.Token);
            var accept = listener.AcceptAsync(linked.Token).AsTask();
            if (await Task.WhenAny(exit, accept) == exit)
            {
                await linked.CancelAsync();
                throw new SandboxException("the slot's program ended before it connected");
            }

            socket = await accept;
            var slot = new SlotProcess(settings, time, name, process, socket);
            var said = new byte[token.Length];
            await slot.ReadAsync(said, linked.Token);
            if (!CryptographicOperations.FixedTimeEquals(said, Encoding.ASCII.GetBytes(token)))
            {
                throw new SandboxException("something else connected in the slot's place");
            }

            (var type, var body) = await slot.ReceiveAsync(linked.Token);
            if (type != Ready)
            {
                throw new SandboxException(Encoding.UTF8.GetString(body));
            }

            slot.HasProc = BinaryPrimitives.ReadUInt32LittleEndian(body) != 0;
            slot.HasZygote = BinaryPrimitives.ReadUInt32LittleEndian(body.AsSpan(8)) != 0;
            return slot;
        }
        catch (Exception exception)
        {
            socket?.Dispose();
            await StopAsync(process, time);
            process?.Dispose();
            await RemoveCgroupsAsync(settings, name, time);
            if (exception is SandboxException || (exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
            {
                throw;
            }

            throw new SandboxException($"a sandbox slot does not start: {exception.Message}", exception);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static ProcessStartInfo Command(SlotSettings settings, string name, SlotIds ids, string path, string token)
    {
        var start = new ProcessStartInfo(settings.Build.Program) { UseShellExecute = false };
        start.Environment.Clear();
        Add(start, "--socket", path, "--token", token);
        Add(start, [.. ids.Arguments]);
        if (settings.Python is string python)
        {
            Add(start, "--python", python, "--zygote-script", settings.Build.ZygoteScript, "--zygote-library", settings.Build.ZygoteLibrary, "--preload", string.Join(',', settings.Preload));
        }

        Add(start, "--keep-usr-local", settings.KeepUsrLocal ? "1" : "0");
        foreach (var bind in settings.Binds)
        {
            Add(start, "--bind", bind);
        }

        Add(start, [.. settings.Cgroups.Create(name)]);
        return start;
    }

    /// <summary>Does one run. A cancelled token kills the run and still returns its result, marked <see cref="StopReasons.Canceled"/>.</summary>
    /// <param name="request">What to run.</param>
    /// <param name="channel">Receives what the run writes to descriptor 3; null = no channel.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="SandboxException">The slot broke; nothing is known of the candidate.</exception>
    public async Task<SandboxResult> RunAsync(SandboxRequest request, Func<ReadOnlyMemory<byte>, ValueTask>? channel, CancellationToken cancellationToken)
    {
        Runs++;
        try
        {
            await SendMessageAsync(Run, Encode(request, channel is not null));
            using var hung = new CancellationTokenSource(request.Limits.Wall + _settings.Grace, _time);
            var kill = Task.CompletedTask;
            var registration = cancellationToken.Register(() => kill = KillRunAsync());
            while (true)
            {
                (var type, var body) = await ReceiveAsync(hung.Token);
                switch (type)
                {
                    case Channel when channel is not null:
                        await channel(body);
                        break;
                    case Done:
                        // A kill still on its way would hit the slot's next run.
                        await registration.DisposeAsync();
                        await kill;
                        return Decode(body, request);
                    case Fatal:
                        throw new SandboxException(Encoding.UTF8.GetString(body));
                    default:
                        throw new SandboxException($"the slot sent a message of unknown kind {type}");
                }
            }
        }
        catch (Exception exception)
        {
            Broken = true;
            if (exception is SandboxException)
            {
                throw;
            }

            throw new SandboxException(exception is OperationCanceledException ? "the slot hangs" : $"the slot broke: {exception.Message}", exception);
        }
    }

    /// <summary>Writes to the running request's descriptor 3. What crosses the run's end is dropped.</summary>
    public Task SendAsync(ReadOnlyMemory<byte> data) => SendMessageAsync(Input, data);

    /// <summary>Kills the running request; its result still comes.</summary>
    public async Task KillRunAsync()
    {
        try
        {
            await SendMessageAsync(Kill, ReadOnlyMemory<byte>.Empty);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The slot is gone already, and the run with it.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The keeper ends at the end of its stream, and everything in the slot with it.
        _socket.Dispose();
        await StopAsync(_process, _time);
        _process.Dispose();
        _sending.Dispose();
        await RemoveCgroupsAsync(_settings, Name, _time);
    }

    private static void Add(ProcessStartInfo start, params ReadOnlySpan<string> arguments)
    {
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
    }

    private static async Task StopAsync(Process? process, TimeProvider time)
    {
        if (process is null)
        {
            return;
        }

        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5), time);
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private static async Task RemoveCgroupsAsync(SlotSettings settings, string name, TimeProvider time)
    {
        // A namespace's last processes may take a moment to be gone after their parent is.
        for (var attempt = 0; attempt < 50 && !settings.Cgroups.Remove(name); attempt++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), time);
        }
    }

    private async Task SendMessageAsync(byte type, ReadOnlyMemory<byte> body)
    {
        var message = new byte[5 + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, body.Length);
        message[4] = type;
        body.CopyTo(message.AsMemory(5));
        await _sending.WaitAsync();
        try
        {
            for (var sent = 0; sent < message.Length;)
            {
                sent += await _socket.SendAsync(message.AsMemory(sent), SocketFlags.None);
            }
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task<(byte Type, byte[] Body)> ReceiveAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(_head, cancellationToken);
        var body = new byte[BinaryPrimitives.ReadInt32LittleEndian(_head)];
        var type = _head[4];
        await ReadAsync(body, cancellationToken);
        return (type, body);
    }

    private async Task ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (buffer.Length > 0)
        {
            var n = await _socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);
            if (n == 0)
            {
                throw new SandboxException("the slot's process ended");
            }

            buffer = buffer[n..];
        }
    }

    private byte[] Encode(SandboxRequest request, bool channel)
    {
        var limits = request.Limits;
        // Without cgroups the address space is the only bound on memory. With them it bounds nothing more: threads and stacks reserve far
        // more than they use.
        var bounded = _settings.Cgroups.Version != 0;
        var address = bounded || (limits.AddressSpaceBytes == 0 && !request.Zygote) ? 0 : limits.MemoryBytes;
        var stack = limits.StackBytes > 0 ? limits.StackBytes : bounded ? limits.MemoryBytes : Math.Min(limits.MemoryBytes, UnboundedStack);

        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write((request.Zygote ? 1u : 0u) | (channel ? 2u : 0u) | (request.ErrorTail ? 4u : 0u));
        writer.Write((ulong)limits.Wall.TotalMicroseconds);
        writer.Write((ulong)Math.Max(1, limits.Cpu.TotalMilliseconds));
        writer.Write((ulong)limits.MemoryBytes);
        writer.Write((ulong)address);
        writer.Write((ulong)limits.DiskBytes);
        writer.Write((ulong)stack);
        writer.Write((ulong)limits.DiskBytes);
        writer.Write((ulong)limits.OutputBytes);
        writer.Write((uint)limits.DiskInodes);
        writer.Write((uint)limits.Processes);
        writer.Write((uint)limits.OpenFiles);
        writer.Write((ulong)request.FetchBytes);
        WriteStrings(writer, request.Command);
        WriteStrings(writer, [.. request.Environment.Select(e => $"{e.Key}={e.Value}")]);
        writer.Write((uint)request.Files.Count);
        foreach (var file in request.Files)
        {
            WriteBytes(writer, Encoding.UTF8.GetBytes(file.Name));
            writer.Write(file.Executable ? 0x1EDu : 0x1A4u); // 0755, 0644
            WriteBytes(writer, file.Content.Span);
        }

        WriteStrings(writer, request.Fetch);
        WriteBytes(writer, request.Input.Span);
        writer.Flush();
        return stream.ToArray();
    }

    private static void WriteStrings(BinaryWriter writer, IReadOnlyList<string> values)
    {
        writer.Write((uint)values.Count);
        foreach (var value in values)
        {
            WriteBytes(writer, Encoding.UTF8.GetBytes(value));
        }
    }

    private static void WriteBytes(BinaryWriter writer, ReadOnlySpan<byte> value)
    {
        writer.Write((uint)value.Length);
        writer.Write(value);
        writer.Write((byte)0);
    }

    private static SandboxResult Decode(byte[] body, SandboxRequest request)
    {
        var head = body.AsSpan(0, DoneHead);
        var files = BinaryPrimitives.ReadUInt32LittleEndian(head[12..]);
        var fault = BinaryPrimitives.ReadInt32LittleEndian(head[56..]);
        var output = BinaryPrimitives.ReadInt32LittleEndian(head[60..]);
        var error = BinaryPrimitives.ReadInt32LittleEndian(head[64..]);
        var at = DoneHead + fault + output + error;
        var fetched = new Dictionary<string, byte[]?>();
        var oversized = new List<string>();
        for (var i = 0; i < request.Fetch.Count; i++)
        {
            byte[]? content = null;
            if (i < files)
            {
                var status = BinaryPrimitives.ReadUInt32LittleEndian(body.AsSpan(at));
                var size = BinaryPrimitives.ReadInt32LittleEndian(body.AsSpan(at + 4));
                content = status == 0 ? body[(at + 8)..(at + 8 + size)] : null;
                if (status == TooLarge)
                {
                    oversized.Add(request.Fetch[i]);
                }

                at += 8 + size;
            }

            fetched[request.Fetch[i]] = content;
        }

        var end = (RunEnd)BinaryPrimitives.ReadInt32LittleEndian(head);
        return new SandboxResult
        {
            End = end,
            Code = BinaryPrimitives.ReadInt32LittleEndian(head[4..]),
            Reasons = (StopReasons)BinaryPrimitives.ReadUInt32LittleEndian(head[8..]),
            Wall = TimeSpan.FromMicroseconds(BinaryPrimitives.ReadUInt64LittleEndian(head[16..])),
            Cpu = TimeSpan.FromMicroseconds(BinaryPrimitives.ReadUInt64LittleEndian(head[24..]) + BinaryPrimitives.ReadUInt64LittleEndian(head[32..])),
            PeakMemoryBytes = BinaryPrimitives.ReadInt64LittleEndian(head[40..]),
            OomKills = BinaryPrimitives.ReadInt64LittleEndian(head[48..]),
            Fault = end == RunEnd.Fault ? Encoding.UTF8.GetString(body, DoneHead, fault) : null,
            Output = body[(DoneHead + fault)..(DoneHead + fault + output)],
            Error = body[(DoneHead + fault + output)..(DoneHead + fault + output + error)],
            Files = fetched,
            Oversized = oversized,
        };
    }
}
