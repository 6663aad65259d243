using System.Text.Json.Nodes;

using Guide.Contracts;
using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Prompts;
using Guide.PolicyModel.Sampling;
using Guide.Recipes;

namespace Guide.Cli.Sampling;

/// <summary>Completions of prompts from a checkpoint folder, in the order of the prompts.</summary>
internal sealed class CheckpointSamples : IDisposable
{
    private const int GroupsAtOnce = 32;

    private readonly LoadedPolicy _policy;
    private readonly PolicyVocabulary _vocabulary;
    private readonly LocalSampler _sampler;

    /// <summary>Loads the checkpoint.</summary>
    /// <param name="folder">The checkpoint.</param>
    /// <param name="chat">The chat template and what it is given.</param>
    /// <exception cref="CheckpointException">It cannot be used.</exception>
    public CheckpointSamples(string folder, SamplingRecipe chat)
    {
        _policy = PolicyCheckpoint.Load(folder);
        _vocabulary = PolicyVocabulary.Of(folder, chat);
        _sampler = LocalSampler.Create(_policy.Model, _vocabulary.Tokenizer);
    }

    /// <summary>Samples every prompt.</summary>
    /// <param name="prompts">The prompts; an empty one begins from the begin-of-sequence token.</param>
    /// <param name="settings">How; the stop ids are the checkpoint's, the budget is cut to what the context leaves.</param>
    /// <param name="count">Completions of each.</param>
    /// <param name="seed">The same seed draws the same completions.</param>
    /// <param name="write">Told each prompt with its completions.</param>
    /// <param name="cancellationToken">Ends the sampling.</param>
    /// <exception cref="GuideException">A prompt does not fit.</exception>
    public void Sample(IReadOnlyList<string> prompts, SamplingSettings settings, int count, int seed, Action<string, IReadOnlyList<SampledCompletion>> write, CancellationToken cancellationToken)
    {
        settings = settings with { StopIds = _vocabulary.StopIds, StopStrings = [.. _vocabulary.StopStrings, .. settings.StopStrings] };
        foreach (var chunk in prompts.Index().Chunk(GroupsAtOnce))
        {
            var groups = _sampler.Sample([.. chunk.Select(p => Request(p.Index, p.Item, settings, count, seed))], cancellationToken);
            foreach (var (prompt, completions) in chunk.Zip(groups))
            {
                write(prompt.Item, completions);
            }
        }
    }

    /// <summary>A prompt and its completions as one JSON line.</summary>
    public string Json(string prompt, IReadOnlyList<SampledCompletion> completions)
    {
        var list = new JsonArray([.. completions.Select(c => new JsonObject
        {
            ["text"] = Text(c),
            ["token_ids"] = new JsonArray([.. c.TokenIds.Select(id => JsonValue.Create(id))]),
            ["log_probs"] = new JsonArray([.. c.BehaviorLogProbs.Select(l => JsonValue.Create(l))]),
            ["finish_reason"] = c.FinishReason == FinishReason.Stop ? "stop" : "length",
        })]);
        return new JsonObject { ["prompt"] = prompt, ["completions"] = list }.ToJsonString();
    }

    /// <summary>What a completion says.</summary>
    public string Text(SampledCompletion completion) => _vocabulary.TextOf(completion);

    /// <inheritdoc/>
    public void Dispose()
    {
        _sampler.Dispose();
        _policy.Dispose();
    }

    private GroupRequest Request(int index, string prompt, SamplingSettings settings, int count, int seed)
    {
        var ids = _vocabulary.Unguided(prompt);
        ids = ids.Length == 0 && _vocabulary.Tokenizer.BosId is { } bos ? [bos] : ids;
        var room = _vocabulary.MaxPositions - ids.Length;
        if (ids.Length == 0 || room < 1)
        {
            throw new GuideException($"prompt {index + 1} has {ids.Length} tokens; the model has {_vocabulary.MaxPositions} positions.");
        }

        return new GroupRequest
        {
            GroupId = GroupId.DeriveEval("sample", 0, "", $"{index}"),
            DrawKey = GroupId.DrawKey(Purpose.Eval, "sample", $"{index}", hint: null),
            Seed = seed,
            SamplingContext = ids,
            Count = count,
            Settings = settings with { MaxTokens = Math.Min(settings.MaxTokens, room) },
        };
    }
}
