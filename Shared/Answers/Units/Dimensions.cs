using System.Globalization;
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

    /// <summary>"m2 kg s-2" as powers of the base units; "1" for none.</summary>
    /// <exception cref="FormatException">A word is no base unit with a power.</exception>
    public static Dimensions Parse(string text)
    {
        Dimensions sum = default;
        foreach (var word in text == "1" ? [] : text.Split(' '))
        {
            var letters = word.TakeWhile(char.IsLetter).Count();
            sum += Base(word[..letters]) * (letters == word.Length ? 1 : int.Parse(word.AsSpan(letters), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        }

        return sum;
    }

    private static Dimensions Base(string name) => name switch
    {
        "m" => new Dimensions { M = 1 },
        "kg" => new Dimensions { Kg = 1 },
        "s" => new Dimensions { S = 1 },
        "A" => new Dimensions { A = 1 },
        "K" => new Dimensions { K = 1 },
        "mol" => new Dimensions { Mol = 1 },
        "cd" => new Dimensions { Cd = 1 },
        "money" => new Dimensions { Money = 1 },
        "angle" => new Dimensions { Angle = 1 },
        "bit" => new Dimensions { Bit = 1 },
        _ => throw new FormatException($"{name} is no base unit"),
    };
}
