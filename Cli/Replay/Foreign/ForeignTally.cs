using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.Cli.Replay.Foreign;

/// <summary>Holds another trainer's rewards against our verdicts, rollout by rollout. Memory grows with the groups and the flips, not with the texts.</summary>
/// <param name="rightFrom">The reward from which it called a rollout right.</param>
internal sealed class ForeignTally(double rightFrom)
{
    private const int EndingLength = 160;
    private const int RewardsCounted = 10_000;

    private readonly Dictionary<string, Group> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<double, (long Right, long Wrong)> _rewards = [];
    private readonly Dictionary<string, long> _unjudged = new(StringComparer.Ordinal);
    private readonly List<(ForeignFlip Flip, bool? HasAdvantage)> _flips = [];

    /// <summary>Rollouts judged.</summary>
    public long Judged { get; private set; }

    /// <summary>Groups seen.</summary>
    public long Groups => _groups.Count;

    /// <summary>Rollouts that could not be judged, by the reason.</summary>
    public IReadOnlyDictionary<string, long> Unjudged => _unjudged;

    /// <summary>Every flip, with whether its step trained on it.</summary>
    public IReadOnlyList<ForeignFlip> Flips => [.. _flips.Select(one => one.Flip with { Trained = one.HasAdvantage ?? _groups[one.Flip.Group].RewardsDiffer })];

    /// <summary>The rewards that were given, the most frequent first.</summary>
    public IReadOnlyList<RewardValue> Rewards =>
        [.. _rewards.Select(static value => new RewardValue(value.Key, value.Value.Right, value.Value.Wrong)).OrderByDescending(static value => value.Right + value.Wrong).ThenBy(static value => value.Reward)];

    /// <summary>Groups that change class.</summary>
    public IReadOnlyList<ClassChange> ClassChanges =>
        [.. _groups.Values.Where(static group => group.Judged > 0).Select(static group => (Before: group.Class(group.WereRight), After: group.Class(group.AreRight))).Where(static change => change.Before != change.After)
            .GroupBy(static change => change).Select(static kind => new ClassChange(kind.Key.Before, kind.Key.After, kind.LongCount())).OrderByDescending(static change => change.Groups).ThenBy(static change => change.Before)];

    /// <summary>One rollout.</summary>
    public void Add(ForeignRollout rollout, Verdict verdict)
    {
        if (!_groups.TryGetValue(rollout.Group, out var group))
        {
            _groups[rollout.Group] = group = new Group();
        }

        group.Saw(rollout.Reward);
        if (!verdict.Outcome.IsJudged())
        {
            var why = $"{verdict.Outcome}: {verdict.Detail}";
            _unjudged[why] = _unjudged.GetValueOrDefault(why) + 1;
            return;
        }

        var (wasRight, isRight) = (rollout.Reward >= rightFrom, verdict.Outcome == VerdictOutcome.Correct);
        Judged++;
        group.Judge(wasRight, isRight);
        var (right, wrong) = _rewards.GetValueOrDefault(rollout.Reward);
        if (_rewards.Count < RewardsCounted || right + wrong > 0)
        {
            _rewards[rollout.Reward] = isRight ? (right + 1, wrong) : (right, wrong + 1);
        }

        if (wasRight != isRight)
        {
            _flips.Add((
                new ForeignFlip(rollout.Place, rollout.Step, rollout.Group, rollout.Reward, wasRight, verdict.Outcome, verdict.Detail, Trained: false, rollout.Error, rollout.Case.Gold, Ending(rollout.Case.Prediction)),
                rollout.HasAdvantage));
        }
    }

    private static string Ending(string text)
    {
        var from = Math.Max(0, text.Length - EndingLength);
        return from == 0 ? text : text[(char.IsLowSurrogate(text[from]) ? from + 1 : from)..];
    }

    private sealed class Group
    {
        private double _least = double.PositiveInfinity;
        private double _most = double.NegativeInfinity;

        public int Judged { get; private set; }

        public int WereRight { get; private set; }

        public int AreRight { get; private set; }

        public bool RewardsDiffer => _least < _most;

        public void Saw(double reward) => (_least, _most) = (Math.Min(_least, reward), Math.Max(_most, reward));

        public void Judge(bool wasRight, bool isRight)
        {
            Judged++;
            WereRight += wasRight ? 1 : 0;
            AreRight += isRight ? 1 : 0;
        }

        public GroupClass Class(int right) => right == 0 ? GroupClass.AllWrong : right == Judged ? GroupClass.AllRight : GroupClass.Mixed;
    }
}
