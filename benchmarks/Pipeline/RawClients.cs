using System.Diagnostics;

using Microsoft.Data.Sqlite;

using Npgsql;

using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Guide.Benchmarks.Pipeline;

/// <summary>What broker and databases give to a program that does nothing else: the ceiling above the pipeline.</summary>
internal static class RawClients
{
    private const int BodyBytes = 700;

    /// <summary>Messages a second through one quorum queue: persistent, confirmed, consumed and acknowledged at the same time.</summary>
    public static async Task<double> RabbitMessagesAsync(Uri broker, int messages)
    {
        var factory = new ConnectionFactory { Uri = broker };
        await using var connection = await factory.CreateConnectionAsync();
        await using var publisher = await connection.CreateChannelAsync(new CreateChannelOptions(
            publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null));
        await using var consumerChannel = await connection.CreateChannelAsync();
        var queue = $"raw-{Guid.NewGuid():N}";
        await publisher.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        await consumerChannel.BasicQosAsync(0, 64, global: false);

        var received = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var consumer = new AsyncEventingBasicConsumer(consumerChannel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            await consumerChannel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
            if (Interlocked.Increment(ref received) == messages)
            {
                all.TrySetResult();
            }
        };
        await consumerChannel.BasicConsumeAsync(queue, autoAck: false, consumer);

        var body = new byte[BodyBytes];
        var properties = new BasicProperties { Persistent = true };
        var started = Stopwatch.GetTimestamp();

        // Confirms are awaited in windows, never one by one.
        foreach (var window in Enumerable.Range(0, messages).Chunk(256))
        {
            await Task.WhenAll(window.Select(_ => publisher.BasicPublishAsync("", queue, mandatory: true, properties, body).AsTask()));
        }

        await all.Task;
        var elapsed = Stopwatch.GetElapsedTime(started);
        await publisher.QueueDeleteAsync(queue);
        return messages / elapsed.TotalSeconds;
    }

    /// <summary>Single-row commits a second, fsync on.</summary>
    public static async Task<double> PostgresCommitsAsync(string connectionString, int commits, int connections)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using (var create = source.CreateCommand("CREATE TABLE IF NOT EXISTS raw_commits (id bigserial PRIMARY KEY, payload bytea)"))
        {
            await create.ExecuteNonQueryAsync();
        }

        var payload = new byte[200];
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            await using var connection = await source.OpenConnectionAsync();
            for (var i = 0; i < commits / connections; i++)
            {
                await using var insert = new NpgsqlCommand("INSERT INTO raw_commits (payload) VALUES ($1)", connection) { Parameters = { new() { Value = payload } } };
                await insert.ExecuteNonQueryAsync();
            }
        })));
        return commits / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Single-row commits a second in WAL mode, synchronous = normal.</summary>
    public static async Task<double> SqliteCommitsAsync(string path, int commits)
    {
        await using var connection = new SqliteConnection($"Data Source={path}");
        await connection.OpenAsync();
        await ExecuteAsync(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE raw_commits (id INTEGER PRIMARY KEY, payload BLOB)");
        await using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO raw_commits (payload) VALUES ($payload)";
        insert.Parameters.AddWithValue("$payload", new byte[200]);
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < commits; i++)
        {
            await insert.ExecuteNonQueryAsync();
        }

        return commits / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
