using Guide.Contracts;
using Guide.PolicyModel.Prompts;
using Guide.PolicyModel.Sampling;
using Guide.PolicyModel.Tokens;
using Guide.StageHost.Runs;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.RolloutConsumer;

/// <summary>Samples the rollouts of one group: contexts from prompt and hint, completions from the engine, rows for the database.</summary>
internal sealed class GroupSampler(ActiveRun run, GuideDatabase database, GroupReads reads, ISamplingEngine engine)
{
    /// <summary>Samples an admitted group. Holds no transaction.</summary>
    public async Task<SamplingOutcome> SampleAsync(GroupRow group, CancellationToken cancellationToken)
    {
        var prompt = await reads.PromptAsync(group.RunId, group.PromptId, cancellationToken);
        var hint = group.HintId is null
            ? null
            : await database.ReadAsync((db, token) => db.Hints.SingleAsync(row => row.RunId == group.RunId && row.HintId == group.HintId, token), cancellationToken);
        var vocabulary = await engine.ReadyAsync(cancellationToken);
        int[] trainingContext;
        int[] samplingContext;
        try
        {
            trainingContext = vocabulary.Unguided(prompt.Text);
            samplingContext = hint is null ? trainingContext : vocabulary.Guided(prompt.Text, hint.Template, hint.Text);
        }
        catch (TokenizationException exception)
        {
            return new SamplingOutcome.Unusable(DiscardReason.Poison, $"the prompt cannot be tokenised: {exception.Message}");
        }

        if (group.Purpose == Purpose.Train && vocabulary.Conflict(prompt.Text, trainingContext, samplingContext) is { } conflict)
        {
            return new SamplingOutcome.Unusable(DiscardReason.Poison, $"the prompt cannot be trained on: {conflict}");
        }

        var settings = Settings(group, vocabulary, samplingContext.Length);
        return TooLong(samplingContext.Length, settings.MaxTokens, vocabulary.MaxPositions) is { } problem
            ? new SamplingOutcome.Unusable(DiscardReason.PromptTooLong, problem)
            : await SampleAsync(group, vocabulary, trainingContext, samplingContext, settings, cancellationToken);
    }

    private async Task<SamplingOutcome> SampleAsync(
        GroupRow group, PolicyVocabulary vocabulary, int[] trainingContext, int[] samplingContext, SamplingSettings settings, CancellationToken cancellationToken)
    {
        SampledGroup sampled;
        try
        {
            sampled = await engine.SampleAsync(Request(group, samplingContext, settings), group.MinimumPolicyVersion, group.Purpose == Purpose.Eval, cancellationToken);
        }
        catch (VersionGoneException gone)
        {
            return new SamplingOutcome.Unusable(DiscardReason.Poison, gone.Message);
        }

        if (sampled.Completions.Any(completion => completion.BehaviorLogProbs.Any(logProb => !float.IsFinite(logProb))))
        {
            return new SamplingOutcome.Unusable(DiscardReason.NonFinite, $"policy version {sampled.PolicyVersion} gave a log-probability that is not finite");
        }

        return new SamplingOutcome.Sampled(
            sampled.PolicyVersion,
            samplingContext,
            trainingContext,
            [.. sampled.Completions.Select((completion, slot) => Row(group, slot, completion, settings, vocabulary))]);
    }

    /// <summary>Why a prompt does not fit, hint included; null = it fits.</summary>
    internal string? TooLong(int promptTokens, int completionTokens, int contextTokens) =>
        promptTokens > run.Recipe.Sampling.MaxPromptTokens
            ? $"the prompt has {promptTokens} tokens, {run.Recipe.Sampling.MaxPromptTokens} are allowed"
            : promptTokens + completionTokens > contextTokens
                ? $"the prompt's {promptTokens} tokens and {completionTokens} for the completion exceed the context of {contextTokens}"
                : null;

    private GroupRequest Request(GroupRow group, int[] samplingContext, SamplingSettings settings) => new()
    {
        GroupId = group.GroupId,
        DrawKey = GroupId.DrawKey(group.Purpose, Draw(group), group.PromptId, group.HintId),
        Seed = run.Recipe.Seed,
        SamplingContext = samplingContext,
        Count = group.GroupSize,
        Settings = settings,
    };

    // Two versions are sampled independently, of two runs, too: they may hold the same weights.
    private string Draw(GroupRow group) => group.Purpose == Purpose.Eval ? $"v{group.MinimumPolicyVersion} {run.Row.RecipeHash}" : $"{group.Ordinal}";

    private SamplingSettings Settings(GroupRow group, PolicyVocabulary vocabulary, int contextTokens)
    {
        var sampling = run.Recipe.Sampling;

        // As in guide sample: an evaluation's prompt near the end of the context has what is left of it.
        var longest = group.Purpose == Purpose.Eval && contextTokens < vocabulary.MaxPositions ? vocabulary.MaxPositions - contextTokens : int.MaxValue;
        var own = group.SamplingSettings is { } json ? GroupSettings.Of(json) : null;
        return new SamplingSettings
        {
            Temperature = own?.Temperature ?? sampling.Temperature,
            MaxTokens = Math.Min(own?.MaxTokens ?? sampling.MaxCompletionTokens, longest),
            TopP = own?.TopP ?? 1,
            TopK = own?.TopK ?? 0,
            MinP = own?.MinP ?? 0,
            StopIds = vocabulary.StopIds,
            StopStrings = vocabulary.StopStrings,
        };
    }

    private static RolloutRow Row(GroupRow group, int slot, SampledCompletion completion, SamplingSettings settings, PolicyVocabulary vocabulary) => new()
    {
        RunId = group.RunId,
        GroupId = group.GroupId,
        Slot = slot,
        Text = GuideDatabase.Storable(vocabulary.TextOf(completion)),
        TokenIds = completion.TokenIds,
        BehaviorLogProbs = completion.BehaviorLogProbs,
        FinishReason = completion.FinishReason,
        Temperature = settings.Temperature,
        TopP = settings.TopP,
        TopK = settings.TopK,
        MinP = settings.MinP,
        MaxTokens = settings.MaxTokens,
    };
}
