using Guide.Answers.Numbers;

namespace Guide.Answers.Units;

/// <summary>A unit reduced to base units.</summary>
/// <param name="Name">As read.</param>
/// <param name="Factor">How many base units one of it is.</param>
/// <param name="Dimensions">Powers of m, kg, s, A, K, mol, cd, money, angle, information; two units convert iff these and <paramref name="Counted"/> agree.</param>
/// <param name="Counted">The words that are no known unit ("apples", "photons"), in canonical order; empty for a pure unit.</param>
/// <param name="Offset">Added after scaling, for temperatures: K = value·Factor + Offset.</param>
/// <param name="Generic">True for "units", "square units": any unit.</param>
internal sealed record Unit(string Name, Rational Factor, Dimensions Dimensions, string Counted, Rational Offset, bool Generic)
{
    /// <summary>For a generic one: 2 for "square units", 3 for "cubic units".</summary>
    public int Power { get; init; } = 1;

    /// <summary>True when every word of it is a known unit.</summary>
    public bool Known => Counted.Length == 0 && !Generic;

    public bool ConvertsTo(Unit other) => Dimensions == other.Dimensions && Counted == other.Counted;
}
