using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Guide.Cli.Reporting;

/// <summary>
/// TensorBoard's event files: records of length, checksum, event, checksum (TFRecord), each event a protocol-buffer message with a time, a
/// step and scalars. Only what scalars need is written.
/// </summary>
internal static class EventFile
{
    private const byte WallTime = (1 << 3) | 1;
    private const byte Step = 2 << 3;
    private const byte FileVersion = (3 << 3) | 2;
    private const byte Summary = (5 << 3) | 2;
    private const byte SummaryValue = (1 << 3) | 2;
    private const byte Tag = (1 << 3) | 2;
    private const byte SimpleValue = (2 << 3) | 5;

    /// <summary>The record that every file begins with.</summary>
    /// <param name="at">When it was begun.</param>
    public static byte[] Header(DateTimeOffset at) => Record([.. Time(at), .. Field(FileVersion, "brain.Event:2"u8)]);

    /// <summary>The scalars of one step.</summary>
    /// <param name="at">When they were measured.</param>
    /// <param name="step">The step.</param>
    /// <param name="values">Name and value.</param>
    public static byte[] Scalars(DateTimeOffset at, long step, IEnumerable<KeyValuePair<string, double>> values)
    {
        var summary = new List<byte>();
        foreach (var (name, value) in values)
        {
            var number = new byte[4];
            BinaryPrimitives.WriteSingleLittleEndian(number, (float)value);
            summary.AddRange(Field(SummaryValue, [.. Field(Tag, Encoding.UTF8.GetBytes(name)), SimpleValue, .. number]));
        }

        return Record([.. Time(at), Step, .. Varint((ulong)step), .. Field(Summary, [.. summary])]);
    }

    /// <summary>A checksum as the format stores it: CRC-32C, rotated and offset, so that a checksum of checksums does not degenerate.</summary>
    internal static uint Masked(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        crc = ~crc;
        return unchecked(BitOperations.RotateRight(crc, 15) + 0xa282ead8u);
    }

    private static byte[] Record(byte[] data)
    {
        var record = new byte[8 + 4 + data.Length + 4];
        BinaryPrimitives.WriteInt64LittleEndian(record, data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), Masked(record.AsSpan(0, 8)));
        data.CopyTo(record, 12);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(12 + data.Length), Masked(data));
        return record;
    }

    private static byte[] Time(DateTimeOffset at)
    {
        var bytes = new byte[9];
        bytes[0] = WallTime;
        BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(1), at.ToUnixTimeMilliseconds() / 1000.0);
        return bytes;
    }

    private static byte[] Field(byte tag, ReadOnlySpan<byte> content) => [tag, .. Varint((ulong)content.Length), .. content];

    private static List<byte> Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return bytes;
    }
}
