using System.Globalization;

namespace Guide.Cli.Running;

/// <summary>The words of a run's progress, shared by both views.</summary>
internal static class ProgressText
{
    /// <summary>What it is doing, with units.</summary>
    public static string Phase(RunStatus s) => s.Phase switch
    {
        RunPhase.Waiting => "waiting",
        RunPhase.WarmStart when s.Total == 0 => "initial policy",
        RunPhase.WarmStart => $"warm start {s.Done}/{s.Total} updates",
        RunPhase.Training => $"step {s.Done}/{s.Total}",
        RunPhase.Evaluating => $"evaluating {s.Done}/{s.Total} problems",
        RunPhase.Done => $"done, {s.Done} steps",
        RunPhase.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(s), s.Phase, "Not a phase."),
    };

    /// <summary>Units a second and the time left.</summary>
    public static string Pace(RunBoard board, RunStatus s)
    {
        if (s.Phase is not (RunPhase.WarmStart or RunPhase.Training or RunPhase.Evaluating))
        {
            return "";
        }

        var (rate, left) = board.Pace(s);
        return rate is not { } r ? "" : string.Create(CultureInfo.InvariantCulture, $"{(r >= 1 ? $"{r:0.0}/s" : $"{1 / r:0.0} s each")}{(left is { } l ? $", {Time(l)} left" : "")}");
    }

    /// <summary>The newest step's figures, as one text.</summary>
    public static string Metrics(RunStatus s) => string.Join(", ", Figures(s));

    /// <summary>The newest step's figures, the most telling first.</summary>
    public static IReadOnlyList<string> Figures(RunStatus s)
    {
        var parts = new List<string>();
        Add("loss", "loss", "0.000", RunPhase.WarmStart);
        Add("reward", "unguided/reward_mean", "0.000", RunPhase.Training);
        Add("all wrong", "lineages_all_wrong", "0 %", RunPhase.Training);
        Add("guided success", "guided/success", "0 %", RunPhase.Training);
        return parts;

        void Add(string name, string key, string format, RunPhase phase)
        {
            if (s.Phase == phase && s.Metrics.TryGetValue(key, out var value))
            {
                parts.Add($"{name} {value.ToString(format, CultureInfo.InvariantCulture)}");
            }
        }
    }

    /// <summary>A duration for people.</summary>
    public static string Time(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time:mm\\:ss}")
        : string.Create(CultureInfo.InvariantCulture, $"{time:m\\:ss}");
}
