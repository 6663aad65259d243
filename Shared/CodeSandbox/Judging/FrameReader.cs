using System.Buffers.Binary;

namespace Guide.CodeSandbox.Judging;

/// <summary>Cuts a stream of bytes into frames: length (little-endian, 4 bytes), then so many bytes.</summary>
internal sealed class FrameReader(int largest)
{
    private byte[] _buffer = new byte[4096];
    private int _used;

    /// <summary>True: a frame was announced that is empty or larger than allowed; nothing more is read.</summary>
    public bool Violated { get; private set; }

    /// <summary>Adds bytes and returns the frames that are whole now.</summary>
    public IReadOnlyList<byte[]> Add(ReadOnlySpan<byte> data)
    {
        if (Violated)
        {
            return [];
        }

        if (_used + data.Length > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _used + data.Length));
        }

        data.CopyTo(_buffer.AsSpan(_used));
        _used += data.Length;
        var frames = new List<byte[]>();
        var at = 0;
        while (_used - at >= 4)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(at));
            if (length == 0 || length > largest)
            {
                Violated = true;
                break;
            }

            if (_used - at - 4 < length)
            {
                break;
            }

            frames.Add(_buffer[(at + 4)..(at + 4 + (int)length)]);
            at += 4 + (int)length;
        }

        _buffer.AsSpan(at, _used - at).CopyTo(_buffer);
        _used -= at;
        return frames;
    }

    /// <summary>One frame.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> body)
    {
        var frame = new byte[4 + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, body.Length);
        body.CopyTo(frame.AsSpan(4));
        return frame;
    }
}
