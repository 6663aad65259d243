using System.Buffers;
using System.Globalization;
using System.Text;

namespace Guide.PolicyModel.Tokens;

/// <summary>
/// One UTF-16 unit for every kind of code point beyond the basic plane that one pattern can tell apart: of the same general category, inside the
/// same ranges of the pattern that lie beyond the plane, and in none of those below it.
/// </summary>
internal sealed class StandIns
{
    private const int FirstBeyond = 0x10000;
    private const int Last = 0x10ffff;
    private static readonly ILookup<UnicodeCategory, char> ByCategory = Enumerable.Range(0, 0xffff - 0x7f)
        .Select(i => (char)(0xffff - i)).Where(c => !char.IsSurrogate(c)).ToLookup(CharUnicodeInfo.GetUnicodeCategory);

    private readonly int[] _starts; // of the stretches that no range's end cuts, in order
    private readonly Dictionary<(UnicodeCategory Category, int Stretch), char> _units = [];
    private readonly HashSet<char> _taken = [];
    private readonly HashSet<char> _reserved;
    private readonly SearchValues<char> _reservedValues;
    private readonly List<(int First, int Last)> _named;

    /// <param name="named">Every code point and range that the pattern writes out.</param>
    internal StandIns(IEnumerable<(int First, int Last)> named)
    {
        _named = [.. named];
        var beyond = _named.Where(r => r.Last >= FirstBeyond).Select(r => (First: Math.Max(r.First, FirstBeyond), r.Last)).ToArray();
        _starts = [.. beyond.SelectMany(r => (int[])[r.First, r.Last + 1]).Append(FirstBeyond).Where(s => s <= Last).Distinct().Order()];
        for (var stretch = 0; stretch < _starts.Length; stretch++)
        {
            var (first, last) = (_starts[stretch], stretch + 1 < _starts.Length ? _starts[stretch + 1] - 1 : Last);
            if (beyond.Any(r => r.First <= first && last <= r.Last))
            {
                for (var point = first; point <= last; point++)
                {
                    Take(CharUnicodeInfo.GetUnicodeCategory(point), stretch);
                }
            }
        }

        // Outside the ranges only the category tells.
        foreach (var category in Enum.GetValues<UnicodeCategory>())
        {
            Take(category, -1);
        }

        // A character that stands for others is not itself any more.
        _reserved = [.. _units.Where(u => u.Key.Stretch >= 0).Select(u => u.Value)];
        _reservedValues = SearchValues.Create([.. _reserved]);
    }

    /// <summary>Whether a text has characters that others stand for.</summary>
    internal bool AreIn(ReadOnlySpan<char> text) => text.IndexOfAnyInRange('\ud800', '\udfff') >= 0 || (_reserved.Count > 0 && text.IndexOfAny(_reservedValues) >= 0);

    /// <summary>What stands for a code point; mostly itself.</summary>
    internal char For(Rune rune)
    {
        if (rune.IsBmp && !_reserved.Contains((char)rune.Value))
        {
            return (char)rune.Value;
        }

        var category = Rune.GetUnicodeCategory(rune);
        return !rune.IsBmp && _units.TryGetValue((category, StretchOf(rune.Value)), out var unit) ? unit : _units[(category, -1)];
    }

    /// <summary>What stands for the part of a range that lies beyond the basic plane.</summary>
    internal IEnumerable<char> Of(int first, int last) => _units
        .Where(u => u.Key.Stretch >= 0 && _starts[u.Key.Stretch] >= first && _starts[u.Key.Stretch] <= last)
        .Select(u => u.Value).Order();

    private int StretchOf(int point)
    {
        var at = Array.BinarySearch(_starts, point);
        return at >= 0 ? at : ~at - 1;
    }

    private void Take(UnicodeCategory category, int stretch)
    {
        if (_units.ContainsKey((category, stretch)))
        {
            return;
        }

        // Without any other case: a pattern may ignore it.
        var unit = ByCategory[category].FirstOrDefault(c => !_taken.Contains(c) && !IsNamed(c) && !IsNamed(char.ToUpperInvariant(c)) && !IsNamed(char.ToLowerInvariant(c)) && c is not ('\u017f' or '\u212a'));
        if (unit != 0)
        {
            _taken.Add(unit);
            _units.Add((category, stretch), unit);
        }
        else if (stretch >= 0)
        {
            throw new InvalidDataException($"the regular expression names so many characters of the category {category} that none is left to stand for those beyond U+FFFF");
        }
    }

    private bool IsNamed(char unit) => unit < 0x80 || _named.Exists(r => r.First <= unit && unit <= r.Last);
}
