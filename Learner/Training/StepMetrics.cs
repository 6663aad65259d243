using Guide.Contracts;
using Guide.Learner.Objective;

namespace Guide.Learner.Training;

/// <summary>
/// Collects what docs/algorithm.md lists under "Logged metrics". Token quantities are taken at θ before each update; guided and unguided
/// rows are kept apart throughout.
/// </summary>
internal sealed class StepMetrics
{
    /// <summary>The sampler's error: mean |LogProbs − BehaviorLogProbs| over unguided tokens of the version that the step starts from, before its first update.</summary>
    internal const string LogProbGap = "unguided/log_prob_gap";

    private readonly Dictionary<int, (double Sum, int Tokens)> _gaps = [];
    private readonly Part _unguided = new("unguided");
    private readonly Part _guided = new("guided");
    private readonly List<double> _gradientNorms = [];
    private readonly List<double> _logGammas = [];
    private readonly List<double> _hintReliance = [];
    private double _loss;
    private double _positivePull;
    private double _negativePull;
    private int _updates;

    internal double LearningRate { get; set; }

    /// <summary>A row's forward quantities, whether or not it has an advantage.</summary>
    internal void AddTokens(PlannedRow row, ReadOnlySpan<double> logRatios, ReadOnlySpan<float> entropies)
    {
        var part = row.Row.Guided ? _guided : _unguided;
        part.Rows++;
        part.ZeroAdvantageRows += row.Advantage == 0 ? 1 : 0;
        var (sum, gap) = (0.0, 0.0);
        for (var t = 0; t < logRatios.Length; t++)
        {
            part.LogRatios.Add(logRatios[t]);
            part.EntropySum += entropies[t];
            sum += logRatios[t];
            gap += Math.Abs(logRatios[t]);
        }

        if (!row.Row.Guided && _updates == 0)
        {
            var version = row.Row.Rollout.PolicyVersion;
            var (total, tokens) = _gaps.GetValueOrDefault(version);
            _gaps[version] = (total + gap, tokens + logRatios.Length);
        }

        if (row.Row.Guided && row.Row.Rollout.Outcome == VerdictOutcome.Correct && logRatios.Length > 0)
        {
            _hintReliance.Add(sum / logRatios.Length);
        }
    }

    internal void AddLoss(PlannedRow row, RowLoss loss)
    {
        _loss += loss.Loss;
        _positivePull += Math.Max(0, loss.Pull);
        _negativePull += Math.Min(0, loss.Pull);
        (row.Row.Guided ? _guided : _unguided).ClippedTokens += loss.ClippedTokens;
        if (loss.LogGamma is { } logGamma)
        {
            _logGammas.Add(logGamma);
        }
    }

    /// <summary>An optimizer batch is done; null = nothing had an advantage, so there was no gradient.</summary>
    internal void EndUpdate(double? gradientNorm)
    {
        _updates++;
        if (gradientNorm is { } norm)
        {
            _gradientNorms.Add(norm);
        }
    }

    internal Dictionary<string, double> Build(IReadOnlyList<Lineage> lineages, StepPlan plan, int learnerVersion)
    {
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal);
        var batches = Math.Max(1, _updates);
        Put("loss", _loss / batches);
        Put("weight_positive", _positivePull / batches);
        Put("weight_negative", _negativePull / batches);
        Put("learning_rate", LearningRate);
        Put("updates", _updates);
        if (_gradientNorms.Count > 0)
        {
            Put("gradient_norm", _gradientNorms.Average());
            Put("gradient_norm_max", _gradientNorms.Max());
        }

        if (_logGammas.Count > 0)
        {
            Put("gamma", Math.Exp(_logGammas.Average()));
        }

        if (_gaps.TryGetValue(learnerVersion, out var own) && own.Tokens > 0)
        {
            metrics[LogProbGap] = own.Sum / own.Tokens;
        }

        if (_gaps.Where(gap => gap.Key != learnerVersion).Sum(gap => gap.Value.Tokens) is > 0 and var staleTokens)
        {
            Put("unguided/log_prob_gap_stale", _gaps.Where(gap => gap.Key != learnerVersion).Sum(gap => gap.Value.Sum) / staleTokens);
        }

        if (_hintReliance.Count > 0)
        {
            Put("guided/hint_reliance", _hintReliance.Average());
        }

        AddLineages();
        _unguided.AddTo(Put, clips: true);
        _guided.AddTo(Put, clips: false);
        AddRollouts("unguided", lineages.SelectMany(lineage => lineage.Unguided));
        AddRollouts("guided", lineages.SelectMany(lineage => lineage.Guided));
        return metrics;

        void Put(string name, double value)
        {
            if (double.IsFinite(value))
            {
                metrics[name] = value;
            }
        }

        void AddLineages()
        {
            double count = Math.Max(1, lineages.Count);
            Put("lineages", lineages.Count);
            Put("lineages_hinted", lineages.Count(lineage => lineage.Guided.Count > 0) / count);
            Put("lineages_all_wrong", lineages.Count(lineage => lineage.Unguided.All(IsWrong)) / count);
            Put("lineages_all_correct", lineages.Count(lineage => lineage.Unguided.All(IsCorrect)) / count);
            var useful = plan.Rows.Where(row => row.Advantage is not (null or 0)).Select(row => row.GroupId).ToHashSet();
            Put("lineages_useful", lineages.Count(lineage => useful.Contains(lineage.RootId)
                || (lineage.Guided.Count > 0 && useful.Contains(lineage.Guided[0].GroupId))) / count);
            var hinted = lineages.Where(lineage => lineage.Guided.Count > 0).ToList();
            if (hinted.Count > 0)
            {
                Put("guided/groups_all_wrong", hinted.Count(lineage => lineage.Guided.All(IsWrong)) / (double)hinted.Count);
                Put("guided/groups_all_correct", hinted.Count(lineage => lineage.Guided.All(IsCorrect)) / (double)hinted.Count);
            }

            if (lineages.Count > 0)
            {
                var staleness = lineages.Select(lineage => LineageTriage.Staleness(lineage, learnerVersion)).ToList();
                Put("staleness_mean", staleness.Average());
                Put("staleness_max", staleness.Max());
            }
        }

        void AddRollouts(string part, IEnumerable<TrainingRollout> rollouts)
        {
            var all = rollouts.ToList();
            if (all.Count == 0)
            {
                return;
            }

            var judged = all.FindAll(rollout => rollout is { Reward: not null, Outcome: not null });
            Put($"{part}/rollouts", all.Count);
            Put($"{part}/judged", judged.Count / (double)all.Count);
            Put($"{part}/truncated", all.Count(rollout => rollout.FinishReason == FinishReason.Length) / (double)all.Count);
            Put($"{part}/completion_tokens_mean", all.Average(rollout => rollout.CompletionIds.Length));
            if (judged.Count > 0)
            {
                Put($"{part}/reward_mean", judged.Average(rollout => rollout.Reward!.Value));
                Put($"{part}/success", judged.Count(IsCorrect) / (double)judged.Count);
                Put($"{part}/format_error", judged.Count(rollout => rollout.Outcome == VerdictOutcome.FormatError) / (double)judged.Count);
            }
        }
    }

    private static bool IsCorrect(TrainingRollout rollout) => rollout.Outcome == VerdictOutcome.Correct;

    private static bool IsWrong(TrainingRollout rollout) => rollout.Outcome is VerdictOutcome.Incorrect or VerdictOutcome.FormatError;

    private sealed class Part(string name)
    {
        internal List<double> LogRatios { get; } = [];

        internal int Rows { get; set; }

        internal int ZeroAdvantageRows { get; set; }

        internal double EntropySum { get; set; }

        internal int ClippedTokens { get; set; }

        internal void AddTo(Action<string, double> put, bool clips)
        {
            if (Rows == 0)
            {
                return;
            }

            put($"{name}/rows", Rows);
            put($"{name}/rows_zero_advantage", ZeroAdvantageRows);
            if (LogRatios.Count == 0)
            {
                return;
            }

            LogRatios.Sort();
            var sorted = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(LogRatios);
            put($"{name}/tokens", sorted.Length);
            put($"{name}/entropy", EntropySum / sorted.Length);
            put($"{name}/ln_ratio_mean", LogRatios.Average());
            put($"{name}/ln_ratio_min", sorted[0]);
            put($"{name}/ln_ratio_max", sorted[^1]);
            foreach (var percent in (ReadOnlySpan<int>)[1, 10, 50, 90, 99])
            {
                put($"{name}/ln_ratio_q{percent:D2}", Quantile.NearestRankOfSorted(sorted, percent / 100.0));
            }

            if (clips)
            {
                put($"{name}/clip_fraction", ClippedTokens / (double)sorted.Length);
            }
        }
    }
}
