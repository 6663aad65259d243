using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Guide.PolicyModel.Numerics;

/// <summary>Floats that never move, so that kernels may use pointers. Freed with the object.</summary>
internal sealed unsafe class PinnedBuffer
{
    private readonly float[] _array;

    internal PinnedBuffer(long length)
    {
        _array = GC.AllocateArray<float>(checked((int)length), pinned: true);
        Start = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_array));
    }

    internal int Length => _array.Length;

    internal float* Start { get; }

    internal Span<float> Span => _array;
}
