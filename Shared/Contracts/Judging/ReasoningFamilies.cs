namespace Guide.Contracts.Judging;

/// <summary>How the usual families of models mark their reasoning.</summary>
public static class ReasoningFamilies
{
    /// <summary>What opens and what closes it.</summary>
    public static IReadOnlyList<(string Open, string Close)> All { get; } =
    [
        ("<think>", "</think>"), ("<thinking>", "</thinking>"), ("<reasoning>", "</reasoning>"), ("<reason>", "</reason>"), ("<thought>", "</thought>"), ("<thoughts>", "</thoughts>"), ("<reflection>", "</reflection>"), ("<scratchpad>", "</scratchpad>"), ("<analysis>", "</analysis>"),
        ("<seed:think>", "</seed:think>"), ("[THINK]", "[/THINK]"), ("[REASONING]", "[/REASONING]"), ("<|begin_of_thought|>", "<|end_of_thought|>"), ("<|START_THINKING|>", "<|END_THINKING|>"), ("◁think▷", "◁/think▷"), ("<|channel|>analysis<|message|>", "<|channel|>final<|message|>"),
    ];
}
