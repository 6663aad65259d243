using System.Buffers.Binary;
using System.Text;

using Guide.Cli.Reporting;

namespace Guide.UnitTests.Cli;

public sealed class EventFileTests
{
    /// <summary>CRC-32C of "123456789" is e3069283 (RFC 3720's polynomial); masked: rotated right by 15 bits, plus a282ead8.</summary>
    [Fact]
    public void Checksums_are_masked_CRC32C()
    {
        const uint crc = 0xe3069283;

        Assert.Equal(unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8), EventFile.Masked("123456789"u8));
    }

    [Fact]
    public void A_file_begins_with_the_version_of_its_format()
    {
        var header = EventFile.Header(DateTimeOffset.FromUnixTimeMilliseconds(1_500));

        // Field 1, a double: 1.5 seconds; field 3, a text of 13 bytes.
        byte[] message = [0x09, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0x1a, 13, .. Encoding.ASCII.GetBytes("brain.Event:2")];
        Assert.Equal(Framed(message), header);
    }

    [Fact]
    public void Scalars_stand_in_a_summary_under_their_step()
    {
        var record = EventFile.Scalars(DateTimeOffset.UnixEpoch, 300, [new("loss", 0.5)]);

        // Field 2: 300 as a varint; field 5: a summary with one value, which has a tag (1) and a float (2).
        byte[] value = [0x0a, 4, .. "loss"u8, 0x15, 0, 0, 0, 0x3f];
        byte[] summary = [0x0a, (byte)value.Length, .. value];
        byte[] message = [0x09, 0, 0, 0, 0, 0, 0, 0, 0, 0x10, 0xac, 0x02, 0x2a, (byte)summary.Length, .. summary];
        Assert.Equal(Framed(message), record);
    }

    private static byte[] Framed(byte[] message)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, message.Length);
        return [.. length, .. BitConverter.GetBytes(EventFile.Masked(length)), .. message, .. BitConverter.GetBytes(EventFile.Masked(message))];
    }
}
