using Guide.Contracts;
using Guide.PolicyModel.Sampling;
using Guide.PolicyModel.Tokens;
using Guide.Recipes;
using Guide.StageHost.Runs;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Guide.RolloutConsumer;

/// <summary>
/// Samples the hints that the policy makes of reference solutions. They lie in the database as wanted rows; whoever claims one samples it with the
/// policy version at hand and stores the words. Whether they may be used is the HintConsumer's to say.
/// </summary>
internal sealed class SelfHintSampler(
    ActiveRun run, GuideDatabase database, HintShelf shelf, Func<ISamplingEngine> engine, IOptions<ClaimOptions> claims, TimeProvider time, ILogger<SelfHintSampler> logger) : BackgroundService
{
    private const int MostAtOnce = 16;
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(300);

    private readonly string _worker = $"{Environment.MachineName}:{Environment.ProcessId}/self";
    private Dictionary<string, PromptRow>? _prompts;
    private long _holders;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var guidance = run.Recipe.Guidance;
        if (!guidance.Enabled || !GuidanceWords.Sources(guidance).Contains(HintSource.Self))
        {
            return;
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var wanted = await shelf.WantedAsync(SnakeCaseJson.Word(HintSource.Self), run.RunId, MostAtOnce, stoppingToken);
                var made = await Task.WhenAll(wanted.Select(key => MakeAsync(key, guidance.Self, stoppingToken)));
                if (!made.Contains(true))
                {
                    // Nothing is wanted, others are at it, or the budget is spent.
                    await Task.Delay(LookAgain, time, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // The database is away, or a sampler failed: what is wanted stays wanted, and groups wait no longer than the recipe says.
                Log.SelfHintsDelayed(logger, exception.Message);
                await Task.Delay(claims.Value.Duration / 4, time, stoppingToken);
            }
        }
    }

    /// <summary>False: another makes it, or the budget is spent.</summary>
    private async Task<bool> MakeAsync(MadeHintKey key, SelfHintRecipe recipe, CancellationToken cancellationToken)
    {
        var holder = $"{_worker}#{Interlocked.Increment(ref _holders)}";
        if (!(await shelf.ClaimAsync(key, holder, claims.Value.Duration, cancellationToken)).Claimed)
        {
            return false;
        }

        try
        {
            if (!await shelf.ChargeAsync(key, holder, run.RunId, recipe.MaxCalls, 0, cancellationToken))
            {
                return false;
            }

            var making = SampleAsync(key, recipe, cancellationToken);
            while (await Task.WhenAny(making, Task.Delay(claims.Value.Duration / 4, time, cancellationToken)) != making)
            {
                await shelf.RenewAsync([holder], claims.Value.Duration, cancellationToken);
            }

            var (text, why, asked, answered) = await making;
            return await shelf.PutAsync(key, holder, text, why, recipe.Temperature, run.Recipe.Seed, asked, answered, cancellationToken);
        }
        finally
        {
            // What was stored has no claim any more; what was not is free for another.
            await shelf.ReleaseAsync(key, holder, CancellationToken.None);
        }
    }

    private async Task<(string? Text, string? Why, int Asked, int Answered)> SampleAsync(MadeHintKey key, SelfHintRecipe recipe, CancellationToken cancellationToken)
    {
        _prompts ??= await PromptsAsync(cancellationToken);
        if (!_prompts.TryGetValue(key.PromptKey, out var prompt))
        {
            return (null, "the run has no such prompt", 0, 0);
        }

        var vocabulary = await engine().ReadyAsync(cancellationToken);
        int[] context;
        try
        {
            context = vocabulary.Unguided(HintRequest.OfSelf(recipe, key.Level, prompt.Text, prompt.Solution!));
        }
        catch (TokenizationException exception)
        {
            return (null, $"what the policy is asked cannot be tokenised: {exception.Message}", 0, 0);
        }

        if (context.Length + recipe.MaxTokens > vocabulary.MaxPositions)
        {
            return (null, $"what the policy is asked has {context.Length} tokens; with {recipe.MaxTokens} for the hint that exceeds the context of {vocabulary.MaxPositions}", 0, 0);
        }

        var draw = GroupId.DrawKey(Purpose.Train, $"self {key.TemplateVersion} {key.Level} {key.Candidate}", prompt.PromptId, hint: null);
        var request = new GroupRequest
        {
            GroupId = draw,
            DrawKey = draw,
            Seed = run.Recipe.Seed,
            SamplingContext = context,
            Count = 1,
            Settings = new SamplingSettings { Temperature = recipe.Temperature, MaxTokens = recipe.MaxTokens, StopIds = vocabulary.StopIds, StopStrings = vocabulary.StopStrings },
        };
        var completion = (await engine().SampleAsync(request, minimumVersion: 0, exactVersion: false, cancellationToken)).Completions[0];
        var words = HintRequest.WithoutReasoning(vocabulary.TextOf(completion)).Trim();
        return (words.Length > 0 ? words : null, words.Length > 0 ? null : "the policy said nothing", context.Length, completion.TokenIds.Length);
    }

    private Task<Dictionary<string, PromptRow>> PromptsAsync(CancellationToken cancellationToken) => database.ReadAsync(
        async (db, token) =>
        {
            var prompts = await db.Prompts.Where(row => row.RunId == run.RunId && row.PromptSet == PromptRow.TrainSet && row.Solution != null).ToListAsync(token);
            return prompts.GroupBy(static row => MadeHintKey.OfPrompt(row, row.Solution)).ToDictionary(static same => same.Key, static same => same.First(), StringComparer.Ordinal);
        },
        cancellationToken);
}
