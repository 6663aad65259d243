using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;

namespace Guide.PolicyModel.Checkpoints;

/// <summary>Writes safetensors files. The same tensors give the same bytes.</summary>
internal static class SafetensorsWriter
{
    /// <returns>SHA-256 of the file, lower-case hexadecimal.</returns>
    internal static string Write(string path, IReadOnlyList<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        using var sha = SHA256.Create();
        using (var hashed = new CryptoStream(file, sha, CryptoStreamMode.Write, leaveOpen: true))
        using (var stream = new BufferedStream(hashed, 1 << 16))
        {
            var header = Header(tensors, metadata);
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (var tensor in tensors)
            {
                tensor.Write(stream);
            }
        }

        var expected = file.Length;
        file.Flush(flushToDisk: true);
        var described = tensors.Sum(t => t.Length);
        return expected - described is >= 8
            ? Convert.ToHexStringLower(sha.Hash!)
            : throw new InvalidOperationException($"{path}: wrote {expected} bytes for {described} of data");
    }

    private static byte[] Header(IReadOnlyList<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach (var (key, value) in metadata.OrderBy(p => p.Key, StringComparer.Ordinal))
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
            var offset = 0L;
            foreach (var tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.DType);
                json.WriteStartArray("shape");
                foreach (var dimension in tensor.Shape)
                {
                    json.WriteNumberValue(dimension);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += tensor.Length);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (buffer.Length % 8 != 0)
        {
            buffer.WriteByte((byte)' '); // Aligns the data, as the format recommends.
        }

        return buffer.ToArray();
    }
}
