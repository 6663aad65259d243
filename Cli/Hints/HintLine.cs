using Guide.HintConsumer.Strength;
using Guide.Storage;
using Guide.Storage.Entities;

namespace Guide.Cli.Hints;

/// <summary>A hint of a run with what it did.</summary>
/// <param name="Hint">The hint.</param>
/// <param name="Uplift">What it gained; null = it was not tried, or nothing was judged.</param>
/// <param name="ByVersion">The same by the policy version that was guided.</param>
internal sealed record HintLine(HintRow Hint, Uplift? Uplift, IReadOnlyDictionary<int, Uplift> ByVersion)
{
    /// <summary>Where it stands, in one word.</summary>
    public string State => Hint.UnusableReason is not null ? "refused" : Hint.RetiredAt is not null ? "retired" : Uplift is null ? "untried" : "in use";

    /// <summary>Every hint of a run.</summary>
    public static IReadOnlyList<HintLine> Of(IReadOnlyList<HintRow> hints, IReadOnlyList<HintTry> tries)
    {
        var ofHint = tries.ToLookup(static t => t.HintId);
        return [.. hints.Select(hint => new HintLine(
            hint,
            Uplift.Of([.. ofHint[hint.HintId]]),
            ofHint[hint.HintId].Where(static t => t.PolicyVersion is not null).GroupBy(static t => t.PolicyVersion!.Value)
                .Select(static version => (Version: version.Key, Uplift: Uplift.Of([.. version]))).Where(static pair => pair.Uplift is not null)
                .OrderBy(static pair => pair.Version).ToDictionary(static pair => pair.Version, static pair => pair.Uplift!)))];
    }
}
