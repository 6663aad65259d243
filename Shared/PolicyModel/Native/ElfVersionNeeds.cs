using System.Buffers.Binary;
using System.Text;

namespace Guide.PolicyModel.Native;

/// <summary>
/// Reads and edits the table of symbol versions a 64-bit little-endian ELF library needs (section .gnu.version_r, type SHT_GNU_verneed).
/// A need with the weak flag is a warning to the dynamic linker, without it a refusal.
/// </summary>
internal static class ElfVersionNeeds
{
    private const uint VersionNeedSection = 0x6ffffffe;
    private const ushort WeakFlag = 2;

    /// <summary>Sets the weak flag of every need of that version, in place.</summary>
    /// <param name="image">The whole library file.</param>
    /// <param name="version">For instance GLIBCXX_3.4.32.</param>
    /// <returns>How many needs were changed: 0 when the version is not needed or already weak.</returns>
    /// <exception cref="InvalidDataException">Not such an ELF file.</exception>
    internal static int MakeWeak(Span<byte> image, string version)
    {
        try
        {
            return MakeWeakUnchecked(image, version);
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or OverflowException or IndexOutOfRangeException)
        {
            throw new InvalidDataException("not a complete 64-bit ELF library", exception);
        }
    }

    private static int MakeWeakUnchecked(Span<byte> image, string version)
    {
        ReadOnlySpan<byte> magic = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1];
        if (image.Length < 64 || !image[..6].SequenceEqual(magic))
        {
            throw new InvalidDataException("not a 64-bit little-endian ELF library");
        }

        var sections = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(image[40..]));
        int size = BinaryPrimitives.ReadUInt16LittleEndian(image[58..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(image[60..]);
        var wanted = Encoding.ASCII.GetBytes(version);
        var changed = 0;
        for (var i = 0; i < count; i++)
        {
            var header = image[(sections + (i * size))..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) != VersionNeedSection)
            {
                continue;
            }

            var table = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(header[24..]));
            var needs = BinaryPrimitives.ReadUInt32LittleEndian(header[44..]);
            var stringSection = image[(sections + (checked((int)BinaryPrimitives.ReadUInt32LittleEndian(header[40..])) * size))..];
            var strings = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(stringSection[24..]));
            for (uint n = 0; n < needs; n++)
            {
                int entries = BinaryPrimitives.ReadUInt16LittleEndian(image[(table + 2)..]);
                var entry = table + checked((int)BinaryPrimitives.ReadUInt32LittleEndian(image[(table + 8)..]));
                for (var e = 0; e < entries; e++)
                {
                    var name = image[(strings + checked((int)BinaryPrimitives.ReadUInt32LittleEndian(image[(entry + 8)..])))..];
                    var flags = image.Slice(entry + 4, 2);
                    var current = BinaryPrimitives.ReadUInt16LittleEndian(flags);
                    if (name[..(wanted.Length + 1)].StartsWith(wanted) && name[wanted.Length] == 0 && (current & WeakFlag) == 0)
                    {
                        BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)(current | WeakFlag));
                        changed++;
                    }

                    entry += checked((int)BinaryPrimitives.ReadUInt32LittleEndian(image[(entry + 12)..]));
                }

                table += checked((int)BinaryPrimitives.ReadUInt32LittleEndian(image[(table + 12)..]));
            }
        }

        return changed;
    }
}
