namespace Guide.Cli.Replay.Foreign;

/// <summary>Where another trainer's dump of rollouts keeps what; docs/foreign-rollouts.md says whose source was read.</summary>
/// <param name="Name">The word for <c>--format</c>.</param>
/// <param name="Prompt">The prompt: a text, or chat messages.</param>
/// <param name="Completion">The completion: a text, or chat messages.</param>
/// <param name="Gold">The reference answer: the first of these that is there.</param>
/// <param name="Reward">The reward; null = the only column of numbers that is not named here.</param>
/// <param name="Group">What the rollouts of one prompt share; null = their prompt.</param>
/// <param name="Error">What a rollout says that failed; null = nothing does.</param>
internal sealed record ForeignFormat(string Name, string Prompt, string Completion, IReadOnlyList<string> Gold, string? Reward, string? Group, string? Error)
{
    /// <summary>The step, where the rollout itself has it; else its file's name does.</summary>
    public const string Step = "step";

    /// <summary>What a step trained with; none = it is not said.</summary>
    public const string Advantage = "advantage";

    /// <summary>Who judges this one rollout.</summary>
    public const string Domain = "domain";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ForeignFormat> All { get; } =
    [
        new("verl", "input", "output", ["gts"], "score", "uid", null),
        new("trl", "prompt", "completion", ["gold", "answer", "solution", "ground_truth"], null, null, null),
        new("verifiers", "prompt", "completion", ["answer"], "reward", "example_id", "error"),
        new("jsonl", "prompt", "completion", ["gold", "tests"], "reward", "group", null),
    ];

    /// <summary>The format of a name.</summary>
    public static ForeignFormat Find(string name) => All.Single(format => format.Name == name);
}
