namespace Guide.Storage.Entities;

/// <summary>The verdicts of some lines of a file that is judged by many workers. Belongs to no run; gone when its job has ended.</summary>
public sealed class VerificationChunkRow
{
    /// <summary>The job: a hash of its input and settings.</summary>
    public required string JobId { get; init; }

    /// <summary>Which part of the input, from 0.</summary>
    public required int Chunk { get; init; }

    /// <summary>Cases judged.</summary>
    public required int Cases { get; init; }

    /// <summary>Their verdicts, one JSON object a line, UTF-8, in the order of the cases.</summary>
    public required byte[] Verdicts { get; init; }

    /// <summary>Keys that were not read with the number of their lines, as a JSON object.</summary>
    public required string NotRead { get; init; }

    /// <summary>Why the lines after the verdicts were not judged, with the place; null = all were.</summary>
    public string? Error { get; init; }

    /// <summary>True: the error lies in the input; false: in its judging.</summary>
    public required bool IsInputError { get; init; }

    /// <summary>When it was judged, database clock.</summary>
    public required DateTimeOffset JudgedAt { get; init; }
}
