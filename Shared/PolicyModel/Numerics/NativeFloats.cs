using System.Runtime.InteropServices;

namespace Guide.PolicyModel.Numerics;

/// <summary>
/// Floats for kernels, which work on pointers. The collector does not know this memory and there is no finalizer: nothing but
/// <see cref="Dispose"/> frees it, so that it cannot vanish under a kernel that has outlived the last use of its owner.
/// </summary>
internal sealed unsafe class NativeFloats : IDisposable
{
    private const nuint Alignment = 64; // a Vector512

    private float* _start;

    /// <param name="length">Floats, all 0 at first.</param>
    internal NativeFloats(long length)
    {
        Length = checked((int)length);
        if (length > 0)
        {
            var bytes = (nuint)length * sizeof(float);
            _start = (float*)NativeMemory.AlignedAlloc(bytes, Alignment);
            NativeMemory.Clear(_start, bytes);
        }
    }

    /// <summary>A copy of those values.</summary>
    internal NativeFloats(ReadOnlySpan<float> values)
        : this(values.Length) => values.CopyTo(Span);

    internal int Length { get; private set; }

    /// <summary>Null when it is empty or disposed.</summary>
    internal float* Start => _start;

    internal Span<float> Span => new(_start, Length);

    public void Dispose()
    {
        NativeMemory.AlignedFree(_start);
        _start = null;
        Length = 0;
    }
}
