using System.Globalization;
using System.Text;

using RabbitMQ.Client;

namespace Guide.VerificationService.Fleet;

/// <summary>Some lines of a file of cases, as they travel to a worker.</summary>
/// <param name="JobId">The job: a hash of its input and settings.</param>
/// <param name="Index">Which part of the input, from 0.</param>
/// <param name="Name">The input's name, for messages.</param>
/// <param name="LinesBefore">Lines of the input before these.</param>
/// <param name="StrictKeys">Whether a key that is none of a case's is an error.</param>
/// <param name="Text">The lines as they stand in the input.</param>
internal sealed record CaseChunk(string JobId, int Index, string Name, int LinesBefore, bool StrictKeys, ReadOnlyMemory<byte> Text)
{
    private const string Job = "guide-job";
    private const string Chunk = "guide-chunk";
    private const string File = "guide-file";
    private const string Before = "guide-lines-before";
    private const string Strict = "guide-strict-keys";

    /// <summary>What travels beside the lines.</summary>
    public BasicProperties ToProperties() => new()
    {
        Persistent = true,
        ContentType = "application/x-ndjson",
        Headers = new Dictionary<string, object?>
        {
            [Job] = JobId,
            [Chunk] = Index,
            [File] = Name,
            [Before] = LinesBefore,
            [Strict] = StrictKeys,
        },
    };

    /// <summary>Reads a message; null = it is no such part.</summary>
    public static CaseChunk? Find(IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body) =>
        properties.Headers is { } headers
        && Word(headers, Job) is { Length: > 0 } job
        && headers.TryGetValue(Chunk, out var chunk) && chunk is int and >= 0
        && Word(headers, File) is { } name
        && headers.TryGetValue(Before, out var before) && before is int and >= 0
        && headers.TryGetValue(Strict, out var strict) && strict is bool
            ? new(job, (int)chunk, name, (int)before, (bool)strict, body)
            : null;

    /// <summary>Its lines' place in the input, for messages.</summary>
    public string Place => string.Create(CultureInfo.InvariantCulture, $"{Name}, from line {LinesBefore + 1} on");

    private static string? Word(IDictionary<string, object?> headers, string key) =>
        headers.TryGetValue(key, out var value) && value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : null;
}
