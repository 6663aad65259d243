using System.Buffers;
using System.Text;

namespace Guide.PolicyModel.Tokens;

/// <summary>GPT-2's alphabet: every byte has a printable character; printable Latin-1 stands for itself, the others follow from U+0100.</summary>
internal static class ByteAlphabet
{
    private static readonly char[] Characters = Build();
    private static readonly Dictionary<char, byte> Bytes = Characters.Index().ToDictionary(p => p.Item, p => (byte)p.Index);

    internal static string Spell(string text)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        var count = Encoding.UTF8.GetBytes(text, buffer);
        var spelled = string.Create(count, buffer, static (span, bytes) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = Characters[bytes[i]];
            }
        });
        ArrayPool<byte>.Shared.Return(buffer);
        return spelled;
    }

    /// <summary>The bytes a token stands for; a token with any character outside the alphabet stands for its own UTF-8.</summary>
    internal static void Append(string token, List<byte> bytes)
    {
        var start = bytes.Count;
        foreach (var character in token)
        {
            if (!Bytes.TryGetValue(character, out var b))
            {
                bytes.RemoveRange(start, bytes.Count - start);
                bytes.AddRange(Encoding.UTF8.GetBytes(token));
                return;
            }

            bytes.Add(b);
        }
    }

    private static char[] Build()
    {
        var characters = new char[256];
        var next = 256;
        for (var b = 0; b < 256; b++)
        {
            characters[b] = b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF) ? (char)b : (char)next++;
        }

        return characters;
    }
}
