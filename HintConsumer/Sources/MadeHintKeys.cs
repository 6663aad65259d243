using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.HintConsumer.Teaching;
using Guide.Recipes;
using Guide.Storage;

namespace Guide.HintConsumer.Sources;

/// <summary>Under which key a hint lies that has to be asked for.</summary>
internal static class MadeHintKeys
{
    /// <summary>The model that is asked: the teacher's name, or the run whose policy it is; null = nobody is.</summary>
    public static string? Model(HintSource source, GuidanceRecipe guidance, string runId) => source switch
    {
        HintSource.Teacher => guidance.Teacher.Model,
        HintSource.Self => runId,
        _ => null,
    };

    /// <summary>The key of a slot of a teacher's or of the policy's own.</summary>
    public static MadeHintKey Of(HintSlot slot, IVerifiablePrompt prompt, string? solution, GuidanceRecipe guidance, string runId) => new(
        MadeHintKey.OfPrompt(prompt, solution),
        SnakeCaseJson.Word(slot.Source),
        Model(slot.Source, guidance, runId) ?? throw new InvalidOperationException($"Hints of {slot.Source} are not asked for."),
        slot.Source == HintSource.Self ? HintRequest.SelfVersion(guidance.Self) : TeacherTemplate.Version,
        slot.Level!.Value,
        slot.Candidate);
}
