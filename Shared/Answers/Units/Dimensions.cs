using System.Runtime.InteropServices;

namespace Guide.Answers.Units;

/// <summary>Powers of the base units: metre, kilogram, second, ampere, kelvin, mole, candela, money, angle, information.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Dimensions(int M, int Kg, int S, int A, int K, int Mol, int Cd, int Money, int Angle, int Bit)
{
    public static Dimensions operator +(Dimensions a, Dimensions b) =>
        new(a.M + b.M, a.Kg + b.Kg, a.S + b.S, a.A + b.A, a.K + b.K, a.Mol + b.Mol, a.Cd + b.Cd, a.Money + b.Money, a.Angle + b.Angle, a.Bit + b.Bit);

    public static Dimensions operator *(Dimensions a, int n) =>
        new(a.M * n, a.Kg * n, a.S * n, a.A * n, a.K * n, a.Mol * n, a.Cd * n, a.Money * n, a.Angle * n, a.Bit * n);

    public bool IsNone => this == default;
}
