using Guide.Contracts.Messages;

using MassTransit;

namespace Guide.IntegrationTests.Bus;

/// <summary>Records; fails on the group that the test calls poison.</summary>
internal sealed class RecordingConsumer<T>(RecordedMessages recorded) : IConsumer<T>
    where T : class
{
    public static readonly Guid PoisonedGroup = Guid.Parse("bad0bad0-0000-0000-0000-000000000000");

    public Task Consume(ConsumeContext<T> context)
    {
        if (context.Message is SampleGroup { GroupId: var id } && id == PoisonedGroup)
        {
            throw new InvalidOperationException("This group kills.");
        }

        recorded.Add(typeof(T).Name, context.Message);
        return Task.CompletedTask;
    }
}
