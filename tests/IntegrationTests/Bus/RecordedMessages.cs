using System.Threading.Channels;

namespace Guide.IntegrationTests.Bus;

/// <summary>What the consumers of one bus have received, in order of arrival.</summary>
internal sealed class RecordedMessages
{
    private readonly Channel<(string Consumer, object Message)> _channel = Channel.CreateUnbounded<(string, object)>();

    public void Add(string consumer, object message) => _channel.Writer.TryWrite((consumer, message));

    public async Task<(string Consumer, object Message)> NextAsync() => await _channel.Reader.ReadAsync(Deadline.Token());

    public bool IsEmpty => _channel.Reader.Count == 0;
}
