using System.Globalization;

using Guide.Contracts;
using Guide.HintConsumer.Strength;
using Guide.Storage;
using Guide.Storage.Entities;

namespace Guide.Cli.Hints;

/// <summary>The hints of a run by source and level: how many there are, and what they gained together.</summary>
/// <param name="Kind">Source and level.</param>
/// <param name="Hints">Hints looked at.</param>
/// <param name="Refused">Those that the gate, or the teacher, refused.</param>
/// <param name="Retired">Those that were retired.</param>
/// <param name="Words">Mean length of the usable ones in words.</param>
/// <param name="Uplift">Guided minus unguided success over all its groups; null = none was judged.</param>
internal sealed record HintKinds(string Kind, int Hints, int Refused, int Retired, double Words, Uplift? Uplift)
{
    /// <summary>Every kind of a run, in the order of level and source.</summary>
    public static IReadOnlyList<HintKinds> Of(IReadOnlyList<HintRow> hints, IReadOnlyList<HintTry> tries)
    {
        var ofHint = tries.ToLookup(static t => t.HintId);
        return [.. hints.GroupBy(static h => (h.Source, h.Level)).OrderBy(static g => HintSchedule.LevelOf(g.Key.Level)).ThenBy(static g => g.Key.Source, StringComparer.Ordinal)
            .Select(kind => new HintKinds(
                kind.Key.Level is { } level ? $"{kind.Key.Source}, {SnakeCaseJson.Word(level)}" : kind.Key.Source,
                kind.Count(),
                kind.Count(static h => h.UnusableReason is not null),
                kind.Count(static h => h.RetiredAt is not null),
                kind.Where(static h => h.UnusableReason is null).Select(static h => (double)h.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length).DefaultIfEmpty(0).Average(),
                Uplift.Of([.. kind.SelectMany(h => ofHint[h.HintId])])))];
    }

    /// <summary>"+.412 [.350, .470]"; a dash without groups.</summary>
    public static string Text(Uplift? uplift) =>
        uplift is null ? "–" : string.Create(CultureInfo.InvariantCulture, $"{uplift.Mean:+0.000;-0.000;0.000} [{uplift.Low:0.000}, {uplift.High:0.000}]");
}
