using System.Buffers;

using Guide.PolicyModel.Numerics;

using static TorchSharp.torch;

namespace Guide.PolicyModel.Checkpoints;

/// <summary>Moves numbers between safetensors bytes and tensors, in pieces: single tensors may exceed 2 GB.</summary>
internal static class WeightStorage
{
    private const int PieceBytes = 1 << 26;

    internal static WeightType Parse(string path, SafetensorsEntry entry) => entry.DType switch
    {
        "F32" => WeightType.Float32,
        "BF16" => WeightType.BFloat16,
        "F16" => WeightType.Float16,
        _ => throw new CheckpointException(path, $"tensor '{entry.Name}' is stored as {entry.DType}; supported are F32, BF16, F16"),
    };

    internal static ScalarType ToScalarType(WeightType type) => type switch
    {
        WeightType.BFloat16 => ScalarType.BFloat16,
        WeightType.Float16 => ScalarType.Float16,
        _ => ScalarType.Float32,
    };

    internal static WeightType FromScalarType(ScalarType type) => type switch
    {
        ScalarType.BFloat16 => WeightType.BFloat16,
        ScalarType.Float16 => WeightType.Float16,
        ScalarType.Float32 => WeightType.Float32,
        _ => throw new ArgumentException($"weights of type {type} cannot be stored", nameof(type)),
    };

    /// <summary>Copies a stored tensor into one of the same shape, converting if need be.</summary>
    internal static void Load(SafetensorsFile file, SafetensorsEntry entry, Tensor target)
    {
        var type = ToScalarType(Parse(file.Path, entry));
        if (!entry.Shape.AsSpan().SequenceEqual(target.shape))
        {
            throw new CheckpointException(file.Path, $"tensor '{entry.Name}' has shape [{string.Join(", ", entry.Shape)}], the configuration asks for [{string.Join(", ", target.shape)}]");
        }

        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var flat = target.view(-1);
        var elementSize = type == ScalarType.Float32 ? 4 : 2;
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(PieceBytes, entry.Length));
        for (long from = 0; from < entry.Length; from += PieceBytes)
        {
            var bytes = buffer.AsSpan(0, (int)Math.Min(PieceBytes, entry.Length - from));
            file.Read(entry, from, bytes);
            var to = flat.narrow(0, from / elementSize, bytes.Length / elementSize);
            if (type == target.dtype && target.device_type == TorchSharp.DeviceType.CPU)
            {
                TensorMemory.Write(bytes, to);
                continue;
            }

            using var piece = empty([bytes.Length / elementSize], type);
            TensorMemory.Write(bytes, piece);
            to.copy_(piece);
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>A tensor to be written in that format.</summary>
    internal static SafetensorsTensor Describe(string name, Tensor source, WeightType type)
    {
        var elementSize = type == WeightType.Float32 ? 4 : 2;
        var dtype = type switch { WeightType.Float32 => "F32", WeightType.BFloat16 => "BF16", _ => "F16" };
        return new SafetensorsTensor(name, dtype, source.shape, source.numel() * elementSize, stream =>
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            var flat = source.reshape(-1);
            var total = flat.numel();
            var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
            for (long from = 0; from < total; from += PieceBytes / elementSize)
            {
                using var piece = flat.narrow(0, from, Math.Min(PieceBytes / elementSize, total - from)).to(CPU).to_type(ToScalarType(type)).contiguous();
                TensorMemory.Read(piece, buffer);
                stream.Write(buffer, 0, (int)piece.numel() * elementSize);
            }

            ArrayPool<byte>.Shared.Return(buffer);
        });
    }
}
