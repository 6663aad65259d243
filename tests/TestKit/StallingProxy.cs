using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Guide.TestKit;

/// <summary>
/// Stands between a client and a server. A connection whose client sends a marked text is cut off silently: it stays open, and nothing
/// passes any more, as behind a partitioned network or in a frozen process. Released, what was held back passes.
/// </summary>
internal sealed class StallingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly IPEndPoint _target;
    private readonly TaskCompletionSource _stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _accepting;
    private volatile byte[]? _marker;
    private volatile bool _all;

    /// <param name="targetPort">The server's port on this machine.</param>
    /// <param name="port">Its own; 0 = a free one.</param>
    public StallingProxy(int targetPort, int port = 0)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _target = new IPEndPoint(IPAddress.Loopback, targetPort);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = Task.Run(AcceptAsync);
    }

    public int Port { get; }

    /// <summary>Completes when a connection is cut off.</summary>
    public Task Stalled => _stalled.Task;

    /// <summary>From now on: the first connection that sends this text is cut off before it.</summary>
    public void StallAt(string marker) => _marker = Encoding.UTF8.GetBytes(marker);

    /// <summary>From now on all connections are cut off.</summary>
    public void StallAll()
    {
        _all = true;
        _stalled.TrySetResult();
    }

    /// <summary>What was held back passes.</summary>
    public void Release()
    {
        _all = false;
        _released.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        _released.TrySetCanceled();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = Task.Run(() => CarryAsync(client), CancellationToken.None);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using var held = client;
        using var server = new TcpClient { NoDelay = true };
        client.NoDelay = true;
        try
        {
            await server.ConnectAsync(_target, _stop.Token);
            var connection = new Connection();
            await Task.WhenAny(
                PassAsync(client.GetStream(), server.GetStream(), connection, fromClient: true),
                PassAsync(server.GetStream(), client.GetStream(), connection, fromClient: false));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
            // One side is gone.
        }
    }

    private async Task PassAsync(NetworkStream from, NetworkStream to, Connection connection, bool fromClient)
    {
        var buffer = new byte[65536];
        while (await from.ReadAsync(buffer, _stop.Token) is > 0 and var count)
        {
            if (fromClient && _marker is { } marker && buffer.AsSpan(0, count).IndexOf(marker) >= 0)
            {
                _marker = null;
                connection.IsCutOff = true;
                _stalled.TrySetResult();
            }

            if (connection.IsCutOff || _all)
            {
                await _released.Task;
            }

            await to.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
        }
    }

    private sealed class Connection
    {
        private volatile bool _isCutOff;

        public bool IsCutOff
        {
            get => _isCutOff;
            set => _isCutOff = value;
        }
    }
}
