using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.Recipes;
using Guide.Storage;

namespace Guide.HintConsumer.Making;

/// <summary>A hint that a teacher, or the policy itself, is to be asked for.</summary>
/// <param name="Key">What it is stored under.</param>
/// <param name="Prompt">The task.</param>
/// <param name="Solution">A worked solution; null = none.</param>
internal sealed record WantedHint(MadeHintKey Key, IVerifiablePrompt Prompt, string? Solution)
{
    /// <summary>A RolloutConsumer makes it, not this process.</summary>
    public bool OfPolicy => Key.Source == SnakeCaseJson.Word(HintSource.Self);

    /// <summary>Who makes it.</summary>
    public HintSource Source => OfPolicy ? HintSource.Self : HintSource.Teacher;

    /// <summary>How much it is to say.</summary>
    public HintLevel Level => Key.Level;
}
