using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Text;
using System.Text.Json;

namespace Guide.PolicyModel.Checkpoints;

/// <summary>
/// A safetensors file, memory-mapped: 8 bytes header length, a JSON header, then the data. Everything the header claims is checked before
/// a byte of data is read: a malformed file is a <see cref="CheckpointException"/>, never a crash or a wrong tensor.
/// </summary>
public sealed unsafe class SafetensorsFile : IDisposable
{
    private const long HeaderLimit = 100_000_000;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;

    private SafetensorsFile(string path, MemoryMappedFile map, MemoryMappedViewAccessor view, byte* start, Dictionary<string, SafetensorsEntry> entries, Dictionary<string, string> metadata)
    {
        Path = path;
        _map = map;
        _view = view;
        _start = start;
        Entries = entries;
        Metadata = metadata;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries { get; }

    /// <summary>The header's __metadata__; empty without one.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Maps the file and checks its header.</summary>
    /// <exception cref="CheckpointException">Missing or malformed.</exception>
    public static SafetensorsFile Open(string path)
    {
        MemoryMappedFile? map = null;
        MemoryMappedViewAccessor? view = null;
        byte* start = null;
        try
        {
            long size;
            using (var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read))
            {
                size = stream.Length;
                if (size < 8)
                {
                    throw new CheckpointException(path, $"not a safetensors file: {size} bytes");
                }

                map = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            }

            view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
#pragma warning disable RS0030 // Released in Dispose alone; without it the mapping stays.
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
#pragma warning restore RS0030
            start += view.PointerOffset;
            var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(start, 8));
            if (headerLength > HeaderLimit || (long)headerLength > size - 8)
            {
                throw new CheckpointException(path, $"not a safetensors file, or cut short: the header claims {headerLength} bytes, the file has {size}");
            }

            var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
            var entries = ReadHeader(path, new ReadOnlySpan<byte>(start + 8, (int)headerLength), 8 + (long)headerLength, size, metadata);
            var file = new SafetensorsFile(path, map, view, start, entries, metadata);
            map = null;
            view = null;
            start = null;
            return file;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(path, exception is FileNotFoundException or DirectoryNotFoundException ? "no such file" : exception.Message, exception);
        }
        finally
        {
            if (start != null)
            {
                view!.SafeMemoryMappedViewHandle.ReleasePointer();
            }

            view?.Dispose();
            map?.Dispose();
        }
    }

    /// <summary>Copies the tensor's bytes from <paramref name="from"/> on, as many as the target has. None is lent out: the mapping ends with the file.</summary>
    public void Read(SafetensorsEntry entry, long from, Span<byte> target)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from + target.Length, entry.Length);
        ObjectDisposedException.ThrowIf(_view.SafeMemoryMappedViewHandle.IsClosed, this);
        new ReadOnlySpan<byte>(_start + entry.Offset + from, target.Length).CopyTo(target);
        GC.KeepAlive(this);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (!_view.SafeMemoryMappedViewHandle.IsClosed)
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
        }

        _view.Dispose();
        _map.Dispose();
    }

    private static Dictionary<string, SafetensorsEntry> ReadHeader(string path, ReadOnlySpan<byte> header, long dataStart, long fileSize, Dictionary<string, string> metadata)
    {
        var entries = new Dictionary<string, SafetensorsEntry>(StringComparer.Ordinal);
        try
        {
            // JsonDocument copies: the header must not outlive the mapping.
            using var document = JsonDocument.Parse(header.ToArray(), new JsonDocumentOptions { MaxDepth = 8 });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new CheckpointException(path, "the safetensors header is not a JSON object");
            }

            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.Name == "__metadata__")
                {
                    foreach (var item in property.Value.EnumerateObject())
                    {
                        metadata[item.Name] = item.Value.GetString() ?? "";
                    }
                }
                else if (!entries.TryAdd(property.Name, ReadEntry(path, property, dataStart, fileSize)))
                {
                    throw new CheckpointException(path, $"tensor '{Short(property.Name)}' appears twice");
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or DecoderFallbackException)
        {
            throw new CheckpointException(path, "the safetensors header is not valid JSON of that format", exception);
        }

        var end = dataStart;
        foreach (var entry in entries.Values.OrderBy(e => e.Offset).ThenBy(e => e.Length))
        {
            if (entry.Offset != end)
            {
                throw new CheckpointException(path, $"tensor '{Short(entry.Name)}' {(entry.Offset < end ? "overlaps another" : "leaves a hole before it")}");
            }

            end = entry.Offset + entry.Length;
        }

        return end == fileSize
            ? entries
            : throw new CheckpointException(path, $"the header describes {end} bytes, the file has {fileSize}");
    }

    private static SafetensorsEntry ReadEntry(string path, JsonProperty property, long dataStart, long fileSize)
    {
        var name = property.Name;
        var dtype = property.Value.GetProperty("dtype").GetString() ?? "";
        var shape = property.Value.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64()).ToArray();
        var offsets = property.Value.GetProperty("data_offsets").EnumerateArray().Select(o => o.GetInt64()).ToArray();
        if (offsets.Length != 2 || offsets[0] < 0 || offsets[1] < offsets[0] || offsets[1] > fileSize - dataStart)
        {
            throw new CheckpointException(path, $"tensor '{Short(name)}' lies outside the file");
        }

        var size = SizeOf(dtype);
        if (size == 0)
        {
            throw new CheckpointException(path, $"tensor '{Short(name)}' has the unknown number type '{Short(dtype)}'");
        }

        var bytes = (Int128)size;
        foreach (var dimension in shape)
        {
            if (dimension < 0)
            {
                throw new CheckpointException(path, $"tensor '{Short(name)}' has a negative dimension");
            }

            bytes *= dimension;
            if (bytes > long.MaxValue)
            {
                throw new CheckpointException(path, $"tensor '{Short(name)}' has an impossible shape");
            }
        }

        return bytes == offsets[1] - offsets[0]
            ? new SafetensorsEntry(name, dtype, shape, dataStart + offsets[0], offsets[1] - offsets[0])
            : throw new CheckpointException(path, $"tensor '{Short(name)}': shape [{string.Join(", ", shape)}] of {dtype} needs {bytes} bytes, {offsets[1] - offsets[0]} are given");
    }

    private static int SizeOf(string dtype) => dtype switch
    {
        "F64" or "I64" or "U64" => 8,
        "F32" or "I32" or "U32" => 4,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "I8" or "U8" or "BOOL" or "F8_E4M3" or "F8_E5M2" => 1,
        _ => 0,
    };

    // A hostile name could be megabytes long.
    private static string Short(string text) => text.Length <= 120 ? text : text[..120] + "…";
}
