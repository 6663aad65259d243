using System.Diagnostics;
using System.Globalization;
using Guide.Answers;
using Guide.Cli.Environments.Dial;
using Guide.Cli.Evaluation;
using Guide.Cli.Recipes;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.DataSets;
using Guide.Learner.Objective;
using Guide.Learner.Training;
using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Prompts;
using Guide.PolicyModel.Sampling;
using Guide.PolicyModel.Tokens;
using Guide.Recipes;

namespace Guide.Benchmarks.Experiments;

/// <summary>
/// The quickstart's algorithm in one loop, without bus and database: what tuning and the sweeps of docs/lab-log.md run.
/// <c>dotnet run -c Release --project benchmarks -- dial recipes/quickstart.yaml 0,1,2 [cache=FOLDER] [only=ARM] [key=value …]</c>
/// (cache keeps warm starts between runs; only runs one arm)
/// </summary>
internal static class DialExperiment
{
    internal static async Task<int> Run(string[] arguments)
    {
        if (arguments.Length < 2)
        {
            await Console.Error.WriteLineAsync("dial RECIPE SEED,SEED… [key=value …]");
            return 2;
        }

        string? Option(string name) => arguments.FirstOrDefault(argument => argument.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];
        var overrides = arguments[2..].Where(argument => !argument.StartsWith("cache=", StringComparison.Ordinal) && !argument.StartsWith("only=", StringComparison.Ordinal));
        var experiment = RecipeLoader.Load(arguments[0], [.. overrides]);
        if (Option("only") is { } only)
        {
            experiment = experiment with { Arms = [.. experiment.Arms.Where(arm => arm.Name == only)] };
        }

        var temporary = Directory.CreateTempSubdirectory("guide-dial-").FullName;
        try
        {
            foreach (var seed in arguments[1].Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture)))
            {
                await RunSeed(experiment, seed, Option("cache") ?? temporary);
            }
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }

        return 0;
    }

    private static async Task RunSeed(Experiment experiment, int seed, string folder)
    {
        var first = experiment.Arms[0].Recipe with { Seed = seed };
        var key = RecipeJson.Hash(RecipeJson.Freeze(new() { Seed = seed, Policy = first.Policy, Data = first.Data }))[..12];
        var initial = Path.Combine(folder, $"warm-{seed}-{key}");
        if (!Directory.Exists(initial))
        {
            var clock = Stopwatch.StartNew();
            DialPolicy.WriteInitial(first, initial, (u, l) => { if (u % 50 == 1) { Console.WriteLine($"sft {u} loss {l:F4} {clock.Elapsed.TotalSeconds:F1}s"); } }, default);
            Console.WriteLine($"seed {seed} warm start {clock.Elapsed.TotalSeconds:F1} s, CPU of this process {Environment.CpuUsage.TotalTime.TotalSeconds:F1} s");
            using var start = PolicyTrainer.Load(first, initial, 0);
            Console.WriteLine($"seed {seed} init {Show(await Evaluate(start, initial, first, hinted: false))}");
            Console.WriteLine($"seed {seed} init hinted {Show(await Evaluate(start, initial, first, hinted: true))}");
        }

        var rollouts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var arm in experiment.Arms)
        {
            var budget = arm.MatchRolloutsOf is { } other && rollouts.TryGetValue(other, out var most) ? most : int.MaxValue;
            rollouts[arm.Name] = await new Loop(arm.Name, arm.Recipe with { Seed = seed }, initial, budget).Run();
        }
    }

    private static async Task<IReadOnlyList<ProblemSamples>> Evaluate(PolicyTrainer trainer, string checkpoint, RunRecipe recipe, bool hinted)
    {
        var vocabulary = PolicyVocabulary.Of(checkpoint, recipe.Sampling);
        using var sampler = LocalSampler.Create(trainer.Model);
        var prompts = DialGenerator.TestPrompts(recipe.Data.Dial);
        var groups = await Sample(sampler, vocabulary, recipe, prompts, hinted, recipe.Evaluation.SamplesPerProblem, $"eval{trainer.PolicyVersion}", trainer.PolicyVersion);
        return [.. prompts.Zip(groups, (prompt, group) => new ProblemSamples(
            prompt.Id, prompt.Difficulty!, group.Count, group.Count(rollout => rollout.Outcome == VerdictOutcome.Correct)))];
    }

    private static string Show(IReadOnlyList<ProblemSamples> problems) => string.Join(" | ", TierSummary.Of(problems, [1, 8, 16]).Select(tier =>
        $"{tier.Tier} {string.Join(' ', tier.PassAt.Select(pair => $"@{pair.Key} {pair.Value.Mean:F3}"))}"));

    private static async Task<List<List<TrainingRollout>>> Sample(
        LocalSampler sampler, PolicyVocabulary vocabulary, RunRecipe recipe, IReadOnlyList<PromptRecord> prompts, bool hinted, int count, string salt, int version)
    {
        var verifier = new ExactVerifier();
        var requests = prompts.Select((prompt, i) => new GroupRequest
        {
            GroupId = GroupId.Derive(salt, Purpose.Train, i, prompt.Id, hintId: hinted ? "h" : null),
            DrawKey = GroupId.DrawKey(Purpose.Train, $"{salt}-{i}", prompt.Id, hinted ? "h" : null),
            Seed = recipe.Seed,
            SamplingContext = hinted ? vocabulary.Guided(prompt.Prompt, recipe.Guidance.Template, prompt.Hint!) : vocabulary.Unguided(prompt.Prompt),
            Count = count,
            Settings = new() { Temperature = recipe.Sampling.Temperature, MaxTokens = recipe.Sampling.MaxCompletionTokens, StopIds = vocabulary.StopIds },
        }).ToList();
        var sampled = sampler.Sample(requests, default);
        var groups = new List<List<TrainingRollout>>();
        for (var i = 0; i < requests.Count; i++)
        {
            var group = new List<TrainingRollout>();
            foreach (var (slot, completion) in sampled[i].Index())
            {
                var text = vocabulary.TextOf(completion);
                var verdict = await verifier.JudgeAsync(new() { Domain = Domain.Exact, Gold = prompts[i].Gold, Prediction = text }, default);
                group.Add(new()
                {
                    GroupId = requests[i].GroupId,
                    Slot = slot,
                    CompletionIds = completion.TokenIds,
                    BehaviorLogProbs = completion.BehaviorLogProbs,
                    Temperature = recipe.Sampling.Temperature,
                    FinishReason = completion.FinishReason,
                    PolicyVersion = version,
                    Outcome = verdict.Outcome,
                    Reward = verdict.Reward,
                });
            }

            groups.Add(group);
        }

        return groups;
    }

    private static int[] HintedContext(ITokenizer tokenizer, RunRecipe recipe, PromptRecord prompt) =>
        tokenizer.Encode(recipe.Guidance.Template.Replace("{hint}", prompt.Hint).Replace("{prompt}", prompt.Prompt));

    /// <summary>One arm: sample, judge, hint, step, until the steps or the rollout budget are used up.</summary>
    private sealed class Loop(string name, RunRecipe recipe, string initial, int rolloutBudget)
    {
        internal async Task<int> Run()
        {
            var prompts = DialGenerator.TrainPrompts(recipe.Data.Dial, recipe.Seed);
            var order = new Queue<PromptRecord>();
            var random = new Random(recipe.Seed);
            var vocabulary = PolicyVocabulary.Of(initial, recipe.Sampling);
            using var trainer = PolicyTrainer.Load(recipe, initial, 0);
            var rollouts = 0;
            var clock = Stopwatch.StartNew();
            var (samplingTime, stepTime) = (TimeSpan.Zero, TimeSpan.Zero);
            while (rolloutBudget == int.MaxValue ? trainer.PolicyVersion < recipe.Step.Steps : rollouts < rolloutBudget)
            {
                while (order.Count < recipe.Step.RootGroupsPerStep * recipe.Step.MaxFillFactor)
                {
                    var shuffled = prompts.ToArray();
                    random.Shuffle(shuffled);
                    Array.ForEach(shuffled, order.Enqueue);
                }

                var began = clock.Elapsed;
                var lineages = new List<Lineage>();
                var discarded = 0;
                using (var sampler = LocalSampler.Create(trainer.Model))
                {
                    do
                    {
                        var batch = Enumerable.Range(0, recipe.Step.RootGroupsPerStep).Select(_ => order.Dequeue()).ToList();
                        foreach (var lineage in await Lineages(sampler, vocabulary, batch, trainer.PolicyVersion, lineages.Count + discarded))
                        {
                            rollouts += lineage.Unguided.Count + lineage.Guided.Count;
                            if (LineageTriage.Classify(GroupComposer.Compose(lineage, recipe), recipe, trainer.PolicyVersion) == DiscardReason.None)
                            {
                                if (lineages.Count < recipe.Step.RootGroupsPerStep)
                                {
                                    lineages.Add(lineage);
                                }
                            }
                            else
                            {
                                discarded++;
                            }
                        }
                    }
                    while (!LineageTriage.IsFull(recipe.Step, lineages.Count, discarded));
                }

                samplingTime += clock.Elapsed - began;
                began = clock.Elapsed;
                var result = trainer.Step(lineages, default);
                stepTime += clock.Elapsed - began;
                if (trainer.PolicyVersion % 10 == 0)
                {
                    var evaluation = trainer.PolicyVersion % 40 == 0 || trainer.PolicyVersion == recipe.Step.Steps ? Show(await Evaluate(trainer, initial, recipe, hinted: false)) : "";
                    Console.WriteLine($"seed {recipe.Seed} {name} v{trainer.PolicyVersion} n {rollouts} t {clock.Elapsed.TotalSeconds:F0} (sampling {samplingTime.TotalSeconds:F0} steps {stepTime.TotalSeconds:F0}) "
                        + ShowMetrics(result.Metrics) + evaluation);
                }
            }

            Console.WriteLine($"FINAL seed {recipe.Seed} {name} v{trainer.PolicyVersion} n {rollouts} wall {clock.Elapsed.TotalSeconds:F0} s (CPU of this process {Environment.CpuUsage.TotalTime.TotalSeconds:F0} s) {Show(await Evaluate(trainer, initial, recipe, hinted: false))}");
            return rollouts;
        }

        private async Task<List<Lineage>> Lineages(LocalSampler sampler, PolicyVocabulary vocabulary, List<PromptRecord> prompts, int version, int draw)
        {
            var roots = await Sample(sampler, vocabulary, recipe, prompts, hinted: false, recipe.Sampling.GroupSize, $"v{version}-{draw}", version);
            var limit = (int)Math.Floor(recipe.Guidance.SuccessThreshold * recipe.Sampling.GroupSize);
            var hinted = !recipe.Guidance.Enabled ? [] : Enumerable.Range(0, prompts.Count)
                .Where(i => roots[i].Count(rollout => rollout.Outcome == VerdictOutcome.Correct) <= limit).ToList();
            var children = hinted.Count == 0 ? [] : await Sample(
                sampler, vocabulary, recipe, [.. hinted.Select(i => prompts[i])], hinted: true, recipe.Sampling.GroupSize, $"v{version}-{draw}", version);
            var byRoot = hinted.Zip(children).ToDictionary(pair => pair.First, pair => pair.Second);
            return [.. prompts.Select((prompt, i) => new Lineage
            {
                RootId = roots[i][0].GroupId,
                Ordinal = draw + i,
                PromptId = prompt.Id,
                TrainingContext = vocabulary.Unguided(prompt.Prompt),
                Unguided = roots[i],
                Guided = byRoot.GetValueOrDefault(i) ?? [],
            })];
        }

        private static string ShowMetrics(IReadOnlyDictionary<string, double> metrics) => string.Join(' ', new (string Key, string Label)[]
        {
            ("lineages_all_wrong", "aw"), ("lineages_all_correct", "ac"), ("lineages_useful", "useful"), ("guided/success", "gacc"), ("unguided/entropy", "ent"),
            ("gradient_norm", "gn"), ("gamma", "γ"), ("guided/ln_ratio_q01", "r01"), ("guided/ln_ratio_q50", "r50"), ("guided/ln_ratio_max", "rmax"),
            ("unguided/ln_ratio_max", "umax"), ("unguided/clip_fraction", "clip"),
        }.Select(pair => metrics.TryGetValue(pair.Key, out var value) ? $"{pair.Label} {value:G3}" : "").Where(text => text.Length > 0)) + " ";
    }
}
