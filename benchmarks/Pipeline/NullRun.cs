using Guide.Contracts;
using Guide.HintConsumer;
using Guide.Learner;
using Guide.Learner.Training;
using Guide.Producer;
using Guide.Recipes;
using Guide.RolloutConsumer;
using Guide.RolloutConsumer.Local;
using Guide.StageHost;
using Guide.StageHost.Bus;
using Guide.Storage;
using Guide.Storage.Entities;
using Guide.VerifierConsumer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Guide.Benchmarks.Pipeline;

/// <summary>A run with the null policy and the null trainer, and hosts that work on it.</summary>
internal sealed record NullRun(string RunId, string Database, Uri? Broker, string Folder)
{
    public const int GroupSize = 8;
    public const int RootGroupsPerStep = 64;
    public const int MaxStaleness = 4;

    /// <summary>Its row, prompts and version 0.</summary>
    /// <param name="groups">Roots in all.</param>
    public async Task CreateAsync(int groups)
    {
        await using var database = DatabaseConnection.Open(Database);
        await database.MigrateAsync(CancellationToken.None);
        var recipe = RecipeJson.Freeze(new RunRecipe
        {
            Name = "null",
            Sampling = new SamplingRecipe { GroupSize = GroupSize, MaxPromptTokens = 256, MaxCompletionTokens = NullPolicySource.CompletionTokens },
            Verification = new VerificationRecipe { ScriptedReward = "slot-parity" },
            Step = new StepRecipe { Steps = int.MaxValue, RootGroupsPerStep = RootGroupsPerStep, MaxStaleness = MaxStaleness, UpdatesPerStep = 1 },
        });
        await new RunStore(database).CreateAsync(
            new RunRow
            {
                RunId = RunId,
                Name = "null",
                Arm = "null",
                Seed = 0,
                Recipe = recipe,
                RecipeHash = RecipeJson.Hash(recipe),
                CheckpointStore = Path.Combine(Folder, RunId),
                TrainPrompts = groups,
                CreatedAt = DateTimeOffset.UnixEpoch,
            },
            [.. Enumerable.Range(0, groups).Select(i => new PromptRow
            {
                RunId = RunId,
                PromptId = $"p{i}",
                PromptSet = PromptRow.TrainSet,
                Position = i,
                Domain = Domain.Math,
                Text = $"What is {i} + {i}?",
                Gold = $"{2 * i}",
            })],
            new PolicyVersionRow
            {
                RunId = RunId,
                Version = 0,
                CheckpointUri = "v0",
                CheckpointSha256 = new string('0', 64),
                HasOptimizerState = false,
                Lineages = 0,
                Metrics = "{}",
                LeaseEpoch = 0,
                CommittedAt = DateTimeOffset.UnixEpoch,
            },
            CancellationToken.None);
    }

    /// <summary>A host with these stages, all five when none is named; it stops when the run has ended.</summary>
    public IHost Build(params IReadOnlyList<Stage> stages)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.Error).AddSimpleConsole();
        var run = new RunSettings { RunId = RunId, Broker = Broker, Database = Database, Checkpoints = Path.Combine(Folder, RunId) };
        var services = builder.Services;
        services.AddSingleton(run);
        services.AddSingleton<IPolicySource, NullPolicySource>();
        services.AddSingleton<ITrainerSource, NullTrainerSource>();
        foreach (var stage in stages.Count > 0 ? stages : StageNames.All)
        {
            _ = stage switch
            {
                Stage.Producer => services.AddProducer(),
                Stage.Rollout => services.AddRolloutConsumer(),
                Stage.Verifier => services.AddVerifierConsumer(),
                Stage.Hint => services.AddHintConsumer(),
                Stage.Learner => services.AddLearner(),
                _ => throw new InvalidOperationException($"No stage {stage}."),
            };
        }

        services.AddGuideBus(run);
        if (Broker is not null)
        {
            var sender = services.Single(static service => service.ServiceType == typeof(IStageSender)).ImplementationType!;
            services.AddSingleton(provider => new CountingSender((IStageSender)ActivatorUtilities.CreateInstance(provider, sender)));
            services.AddSingleton<IStageSender>(static provider => provider.GetRequiredService<CountingSender>());
        }

        return builder.Build();
    }

    /// <summary>Throws where the run did not end, or not with all of its groups.</summary>
    public async Task CheckAsync(int groups)
    {
        await using var database = DatabaseConnection.Open(Database);
        var end = await new RunStore(database).FindAsync(RunId, CancellationToken.None);
        if (end?.EndedAt is null || end.NextOrdinal != groups)
        {
            throw new InvalidOperationException($"The run {RunId} admitted {end?.NextOrdinal} of {groups} groups.");
        }
    }
}
