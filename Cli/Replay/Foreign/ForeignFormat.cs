namespace Guide.Cli.Replay.Foreign;

/// <summary>Where another trainer's dump of rollouts keeps what; docs/foreign-rollouts.md says whose source was read.</summary>
/// <param name="Name">The word for <c>--format</c>.</param>
/// <param name="Prompt">The prompt: a text, or chat messages.</param>
/// <param name="Completion">The completion: a text, or chat messages.</param>
/// <param name="Gold">The reference answer: the first of these that is there.</param>
/// <param name="Reward">The reward; null = the only column of numbers that is not named here.</param>
/// <param name="Group">What the rollouts of one prompt share; null = their prompt.</param>
/// <param name="Error">What a rollout says that failed; null = nothing does.</param>
/// <param name="Domain">Who judges this one rollout; null = it does not say. Only the format of our own says it, and there a misspelt key is refused.</param>
internal sealed record ForeignFormat(string Name, string Prompt, string Completion, IReadOnlyList<string> Gold, string? Reward, string? Group, string? Error, string? Domain)
{
    /// <summary>The step, where the rollout itself has it; else its file's name does.</summary>
    public const string Step = "step";

    /// <summary>What a step trained with; none = it is not said.</summary>
    public const string Advantage = "advantage";

    /// <summary>What programs, and judges of the user's own, are judged with.</summary>
    public const string Tests = "tests";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ForeignFormat> All { get; } =
    [
        new("verl", "input", "output", ["gts"], "score", "uid", null, null),
        new("trl", "prompt", "completion", ["gold", "answer", "solution", "ground_truth"], null, null, null, null),
        new("verifiers", "prompt", "completion", ["answer"], "reward", "example_id", "error", null),
        new("jsonl", "prompt", "completion", ["gold", Tests], "reward", "group", null, "domain"),
    ];

    /// <summary>Every key that is read.</summary>
    public IReadOnlyList<string> Keys => [Prompt, Completion, .. Gold, .. new[] { Reward, Group, Error, Domain }.OfType<string>(), Step, Advantage, Tests];

    /// <summary>The format of a name.</summary>
    public static ForeignFormat Find(string name) => All.Single(format => format.Name == name);
}
