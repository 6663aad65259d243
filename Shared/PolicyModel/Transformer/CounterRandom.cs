using System.Runtime.InteropServices;

namespace Guide.PolicyModel.Transformer;

/// <summary>
/// A counter-based generator (Philox 4x32-10, Salmon et al. 2011): the n-th number is a function of key, stream and n alone, so nothing
/// depends on who asks first.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct CounterRandom(ulong key, ulong stream)
{
    private const uint MultiplierA = 0xD2511F53, MultiplierB = 0xCD9E8D57, WeylA = 0x9E3779B9, WeylB = 0xBB67AE85;

    /// <summary>Uniform in [0, 1) with 53 bits.</summary>
    internal double Uniform(uint n)
    {
        var (a, b, _, _) = Block(n);
        return ((((ulong)a << 32) | b) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>Standard normal (Box–Muller).</summary>
    internal double Normal(uint n)
    {
        var (a, b, c, d) = Block(n);
        var radius = 1 - (((((ulong)a << 32) | b) >> 11) * (1.0 / (1UL << 53))); // (0, 1]: its logarithm is finite.
        var angle = ((((ulong)c << 32) | d) >> 11) * (1.0 / (1UL << 53));
        return Math.Sqrt(-2 * Math.Log(radius)) * Math.Cos(2 * Math.PI * angle);
    }

    internal (uint A, uint B, uint C, uint D) Block(uint n)
    {
        var (c0, c1, c2, c3) = (n, 0u, (uint)stream, (uint)(stream >> 32));
        var (k0, k1) = ((uint)key, (uint)(key >> 32));
        for (var round = 0; round < 10; round++)
        {
            var productA = (ulong)MultiplierA * c0;
            var productB = (ulong)MultiplierB * c2;
            (c0, c1, c2, c3) = ((uint)(productB >> 32) ^ c1 ^ k0, (uint)productB, (uint)(productA >> 32) ^ c3 ^ k1, (uint)productA);
            k0 += WeylA;
            k1 += WeylB;
        }

        return (c0, c1, c2, c3);
    }
}
