using Guide.Cli.Running;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.DataSets;
using Guide.HintConsumer.Leaks;
using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Native;
using Guide.PolicyModel.Prompts;
using Guide.PolicyModel.Sampling;
using Guide.PolicyModel.Tokens;

namespace Guide.Cli.Evaluation;

/// <summary>Samples a checkpoint on held-out prompts and judges what it says, apart from the pipeline: nothing of it is trained on.</summary>
internal sealed class HeldOutEvaluator(Judges judges)
{
    private const int ProblemsPerBatch = 32;

    /// <summary>Measures. One thread of the tensor library; the caller's thread is not held.</summary>
    /// <param name="request">What and how.</param>
    /// <param name="progress">Told the number of problems done; null = nobody.</param>
    /// <param name="cancellationToken">Looked at between decoding steps.</param>
    /// <exception cref="CheckpointException">The checkpoint cannot be used.</exception>
    public Task<EvaluationResult> EvaluateAsync(EvaluationRequest request, Action<int>? progress, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(
            () => EvaluateCoreAsync(request, progress, cancellationToken),
            cancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap();

    private async Task<EvaluationResult> EvaluateCoreAsync(EvaluationRequest request, Action<int>? progress, CancellationToken cancellationToken)
    {
        var verifiers = await judges.ForAsync(request.Prompts, request.Judges, cancellationToken);
        TorchRuntime.Initialize();
        using var policy = PolicyCheckpoint.Load(request.Folder);
        var vocabulary = PolicyVocabulary.Of(request.Folder, request.Sampling);
        using var sampler = LocalSampler.Create(policy.Model, vocabulary.Tokenizer);
        var settings = new SamplingSettings
        {
            Temperature = request.Sampling.Temperature,
            MaxTokens = request.Sampling.MaxCompletionTokens,
            StopIds = vocabulary.StopIds,
            StopStrings = vocabulary.StopStrings,
        };

        var sha256 = PolicyCheckpoint.Sha256(request.Folder);
        var usable = request.Prompts.Where(p => !request.Guided || IsHinted(p)).ToList();
        var (problems, unusable, truncated, sampled) = (new List<ProblemSamples>(), request.Prompts.Count - usable.Count, 0L, 0L);
        foreach (var batch in usable.Chunk(ProblemsPerBatch))
        {
            var fitting = new List<(PromptRecord Prompt, GroupRequest Group)>();
            foreach (var prompt in batch)
            {
                if (Context(prompt, request, vocabulary) is { } context)
                {
                    // As in guide sample: a prompt near the end of the context has what is left of it.
                    var budget = Math.Min(settings.MaxTokens, vocabulary.MaxPositions - context.Length);
                    fitting.Add((prompt, Group(prompt, context, request, settings with { MaxTokens = budget }, sha256)));
                }
                else
                {
                    unusable++;
                    problems.Add(new ProblemSamples(prompt.Id, prompt.Difficulty ?? "all", request.SamplesPerProblem, 0) { Domain = prompt.Domain, Set = request.SetOf(prompt) });
                }
            }

            var completions = sampler.Sample([.. fitting.Select(f => f.Group)], cancellationToken);
            for (var i = 0; i < fitting.Count; i++)
            {
                sampled += completions[i].Count;
                truncated += completions[i].Count(c => c.FinishReason == FinishReason.Length);
                problems.Add(await JudgeAsync(verifiers, fitting[i].Prompt, completions[i], request, vocabulary, cancellationToken));
            }

            progress?.Invoke(problems.Count);
        }

        return Result(request, sha256, problems, unusable, sampled == 0 ? 0 : (double)truncated / sampled);
    }

    private static EvaluationResult Result(EvaluationRequest request, string sha256, List<ProblemSamples> problems, int unusable, double truncated)
    {
        var judged = problems.Where(static problem => problem.Samples > 0).ToList();
        return judged.Count == 0 && problems.Count > 0
            ? throw new GuideException($"none of {problems.Count} held-out problems could be judged, the first: '{problems[0].PromptId}'.")
            : new EvaluationResult
            {
                Checkpoint = request.Name,
                CheckpointSha256 = sha256,
                Guided = request.Guided,
                SamplesPerProblem = request.SamplesPerProblem,
                Unusable = unusable,
                Truncated = truncated,
                UnjudgedProblems = problems.Count - judged.Count,
                UnjudgedCompletions = problems.Sum(problem => (long)request.SamplesPerProblem - problem.Samples),
                Problems = judged,
            };
    }

    // The gate of training holds here, too: a hint that says the answer would measure reading.
    private static bool IsHinted(PromptRecord prompt) =>
        !string.IsNullOrWhiteSpace(prompt.Hint) && HintGate.Reason(LeakCase.Of(prompt, prompt.Hint, prompt.Solution)) is null;

    private static async Task<ProblemSamples> JudgeAsync(
        VerifierSet verifiers, PromptRecord prompt, IReadOnlyList<SampledCompletion> completions, EvaluationRequest request, PolicyVocabulary vocabulary, CancellationToken cancellationToken)
    {
        var (judged, correct) = (0, 0);
        foreach (var (sample, completion) in completions.Index())
        {
            var text = vocabulary.TextOf(completion);
            var verdict = await verifiers.JudgeAtOnceAsync(VerificationCase.Of(prompt, text, request.Format), cancellationToken);
            request.Judged?.Invoke(new JudgedCompletion(
                prompt.Id, prompt.Difficulty ?? "all", request.Guided, sample, text, completion.TokenIds.Length, completion.FinishReason, prompt.Gold, verdict.Outcome, verdict.Reward, verdict.Detail) { Domain = prompt.Domain });
            judged += verdict.Outcome.IsJudged() ? 1 : 0;
            correct += verdict.Outcome == VerdictOutcome.Correct ? 1 : 0;
        }

        // A broken judge is not a wrong answer: what it could not judge is no sample.
        return new ProblemSamples(prompt.Id, prompt.Difficulty ?? "all", judged, correct) { Domain = prompt.Domain, Set = request.SetOf(prompt) };
    }

    private static GroupRequest Group(PromptRecord prompt, int[] context, EvaluationRequest request, SamplingSettings settings, string sha256) => new()
    {
        GroupId = GroupId.DeriveEval("", 0, $"n={request.SamplesPerProblem};T={settings.Temperature:R};guided={request.Guided}", prompt.Id),
        DrawKey = GroupId.DrawKey(Purpose.Eval, sha256, prompt.Id, request.Guided ? request.Template : null),
        Seed = request.Seed,
        SamplingContext = context,
        Count = request.SamplesPerProblem,
        Settings = settings,
    };

    /// <summary>The ids that are sampled under; null when they do not fit.</summary>
    private static int[]? Context(PromptRecord prompt, EvaluationRequest request, PolicyVocabulary vocabulary)
    {
        var ids = request.Guided ? vocabulary.Guided(prompt.Prompt, request.Template, prompt.Hint!) : vocabulary.Unguided(prompt.Prompt);
        return ids.Length <= request.Sampling.MaxPromptTokens && ids.Length < vocabulary.MaxPositions ? ids : null;
    }
}
