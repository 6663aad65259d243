using static TorchSharp.torch;

namespace Guide.PolicyModel.Transformer;

/// <summary>Cosines and sines by position; grows with what is asked for.</summary>
internal sealed class RotaryTable(RotaryFrequencies frequencies, int maxPositions, Device device) : IDisposable
{
    private Tensor? _cosines; // [positions, D/2]
    private Tensor? _sines;

    internal RotaryFrequencies Frequencies => frequencies;

    /// <summary>At least that many rows, float32.</summary>
    internal (Tensor Cosines, Tensor Sines) Of(int positions)
    {
        if (positions > maxPositions)
        {
            throw new ArgumentException($"{positions} tokens do not fit the model's {maxPositions} positions", nameof(positions));
        }

        if (_cosines is not null && _cosines.shape[0] >= positions)
        {
            return (_cosines, _sines!);
        }

        var half = frequencies.Inverse.Length;
        var rows = Math.Min(maxPositions, Math.Max(positions, 2 * (int)(_cosines?.shape[0] ?? 64)));
        var cosines = new float[rows * half];
        var sines = new float[rows * half];
        for (var p = 0; p < rows; p++)
        {
            frequencies.Fill(p, cosines.AsSpan(p * half, half), sines.AsSpan(p * half, half));
        }

        Dispose();
        _cosines = tensor(cosines, [rows, half], device: device).DetachFromDisposeScope();
        _sines = tensor(sines, [rows, half], device: device).DetachFromDisposeScope();
        return (_cosines, _sines);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _cosines?.Dispose();
        _sines?.Dispose();
    }
}
