using Guide.Contracts;
using Guide.Recipes;
using Guide.Storage;

namespace Guide.HintConsumer.Strength;

/// <summary>Which level a prompt's next hint has, and which hints have shown that they do not help: functions of stored rows.</summary>
internal static class HintSchedule
{
    /// <summary>Guided groups without a success before a stronger level is tried.</summary>
    public const int FailuresBeforeStronger = 2;

    /// <summary>A data set's own hint says no level: it counts as a plan.</summary>
    public static HintLevel LevelOf(HintLevel? level) => level ?? HintLevel.Plan;

    /// <summary>The level to try next, and after it those to try if it has no usable hint: stronger ones first, then weaker ones.</summary>
    /// <param name="levels">Levels that the prompt may have; any order.</param>
    /// <param name="tries">Its guided groups, oldest first.</param>
    /// <param name="strength">The recipe's way.</param>
    public static IReadOnlyList<HintLevel> Order(IReadOnlyCollection<HintLevel> levels, IReadOnlyList<HintTry> tries, HintStrength strength)
    {
        var known = levels.Distinct().Order().ToList();
        if (known.Count == 0)
        {
            return [];
        }

        var at = strength == HintStrength.Strongest ? known.Count - 1 : Next(known, tries);
        return [.. known.Skip(at), .. known.Take(at).Reverse()];
    }

    /// <summary>Whether a hint is to be retired: after so many guided groups it gained nothing over the unguided ones of the same prompt.</summary>
    /// <param name="tries">The hint's guided groups.</param>
    /// <param name="retireAfter">How many it takes; 0 = never.</param>
    public static bool IsWithoutGain(IReadOnlyCollection<HintTry> tries, int retireAfter) =>
        retireAfter > 0 && tries.Count(static t => t.Judged > 0) >= retireAfter && Uplift.Of(tries) is not { Mean: > 0 };

    private static int Next(List<HintLevel> known, IReadOnlyList<HintTry> tries)
    {
        var (at, failures) = (0, 0);
        foreach (var one in tries)
        {
            var level = known.IndexOf(LevelOf(one.Level));
            if (level < 0 || one.Judged == 0)
            {
                // A level that is no more, or a group that nobody could judge, says nothing.
                continue;
            }

            failures = level == at ? failures : 0;
            at = level;
            if (one.Successes == 0)
            {
                failures++;
                if (failures == FailuresBeforeStronger)
                {
                    (at, failures) = (Math.Min(at + 1, known.Count - 1), 0);
                }
            }
            else
            {
                failures = 0;
                at = one.Successes == one.Judged ? Math.Max(at - 1, 0) : at;
            }
        }

        return at;
    }
}
