using System.Globalization;

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
    public IReadOnlyDictionary<string, object> ToHeaders() => new Dictionary<string, object>
    {
        [Job] = JobId,
        [Chunk] = Index,
        [File] = Name,
        [Before] = LinesBefore,
        [Strict] = StrictKeys,
    };

    /// <summary>Reads a message; null = it is no such part.</summary>
    public static CaseChunk? Find(IReadOnlyDictionary<string, object> headers, ReadOnlyMemory<byte> body) =>
        headers.GetValueOrDefault(Job) is string { Length: > 0 } job
        && headers.GetValueOrDefault(Chunk) is int and >= 0 and var index
        && headers.GetValueOrDefault(File) is string name
        && headers.GetValueOrDefault(Before) is int and >= 0 and var before
        && headers.GetValueOrDefault(Strict) is bool strict
            ? new(job, index, name, before, strict, body)
            : null;

    /// <summary>Its lines' place in the input, for messages.</summary>
    public string Place => string.Create(CultureInfo.InvariantCulture, $"{Name}, from line {LinesBefore + 1} on");
}
