using System.Globalization;
using System.Text;

namespace Guide.PolicyModel.Tokens;

/// <summary>
/// Normalisation form C (Unicode Standard Annex 15) with tables of its own: .NET's normalises nothing where it runs without ICU, and ids must
/// not depend on that.
/// </summary>
internal static class UnicodeComposition
{
    private const int HangulBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TrailBase = 0x11A7, LeadCount = 19, VowelCount = 21, TrailCount = 28;
    private static readonly Dictionary<int, int[]> Decompositions = [];
    private static readonly Dictionary<(int First, int Second), int> Compositions = [];
    private static readonly Dictionary<int, byte> Classes = [];

    static UnicodeComposition()
    {
        var type = typeof(UnicodeComposition);
        using var reader = new StreamReader(type.Assembly.GetManifestResourceStream($"{type.FullName}.txt")!);
        static int Hex(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        while (reader.ReadLine() is { } line)
        {
            var parts = line.Split(' ');
            switch (parts[0])
            {
                case "D":
                    var decomposition = parts[2..].Select(Hex).ToArray();
                    Decompositions[Hex(parts[1])] = decomposition;
                    if (decomposition.Length == 2)
                    {
                        Compositions[(decomposition[0], decomposition[1])] = Hex(parts[1]);
                    }

                    break;
                case "X" when Decompositions[Hex(parts[1])] is [var first, var second]:
                    Compositions.Remove((first, second));
                    break;
                case "C":
                    for (var c = Hex(parts[1]); c <= Hex(parts[2]); c++)
                    {
                        Classes[c] = byte.Parse(parts[3], CultureInfo.InvariantCulture);
                    }

                    break;
            }
        }
    }

    internal static string Compose(string text)
    {
        // Nothing below U+0300 decomposes into or combines with anything else below it.
        if (text.AsSpan().IndexOfAnyExceptInRange('\0', '\u02ff') < 0)
        {
            return text;
        }

        var points = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            Decompose(rune.Value, points);
        }

        Order(points);
        Recompose(points);
        var builder = new StringBuilder(text.Length);
        foreach (var point in points)
        {
            builder.Append(new Rune(point).ToString());
        }

        return builder.ToString();
    }

    private static void Decompose(int point, List<int> into)
    {
        var syllable = point - HangulBase;
        if (syllable is >= 0 and < LeadCount * VowelCount * TrailCount)
        {
            into.Add(LeadBase + (syllable / (VowelCount * TrailCount)));
            into.Add(VowelBase + (syllable / TrailCount % VowelCount));
            if (syllable % TrailCount != 0)
            {
                into.Add(TrailBase + (syllable % TrailCount));
            }
        }
        else if (Decompositions.TryGetValue(point, out var parts))
        {
            foreach (var part in parts)
            {
                Decompose(part, into);
            }
        }
        else
        {
            into.Add(point);
        }
    }

    // Runs of combining marks in the order of their classes; equal classes keep their order.
    private static void Order(List<int> points)
    {
        for (var start = 0; start < points.Count; start++)
        {
            var end = start;
            while (end < points.Count && Class(points[end]) != 0)
            {
                end++;
            }

            if (end - start > 1)
            {
                var ordered = points.GetRange(start, end - start).OrderBy(Class).ToArray();
                for (var i = 0; i < ordered.Length; i++)
                {
                    points[start + i] = ordered[i];
                }
            }

            start = Math.Max(start, end - 1);
        }
    }

    private static void Recompose(List<int> points)
    {
        var (starter, kept, lastClass) = (-1, 0, 0);
        for (var i = 0; i < points.Count; i++)
        {
            var point = points[i];
            var own = Class(point);
            var adjacent = starter >= 0 && kept == starter + 1;
            if (starter >= 0 && (adjacent || (lastClass < own && lastClass != 0)) && Pair(points[starter], point) is { } composed)
            {
                points[starter] = composed;
                continue;
            }

            points[kept] = point;
            if (own == 0)
            {
                (starter, lastClass) = (kept, 0);
            }
            else
            {
                lastClass = own;
            }

            kept++;
        }

        points.RemoveRange(kept, points.Count - kept);
    }

    private static int? Pair(int first, int second)
    {
        if (first is >= LeadBase and < LeadBase + LeadCount && second is >= VowelBase and < VowelBase + VowelCount)
        {
            return HangulBase + ((((first - LeadBase) * VowelCount) + second - VowelBase) * TrailCount);
        }

        if (first is >= HangulBase and < HangulBase + (LeadCount * VowelCount * TrailCount) && (first - HangulBase) % TrailCount == 0 && second is > TrailBase and < TrailBase + TrailCount)
        {
            return first + second - TrailBase;
        }

        return Compositions.TryGetValue((first, second), out var composed) ? composed : null;
    }

    private static int Class(int point) => Classes.GetValueOrDefault(point);
}
