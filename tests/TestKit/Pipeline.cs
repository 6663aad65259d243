using System.Runtime.ExceptionServices;

using Guide.Cli.Running;
using Guide.Contracts;
using Guide.DataSets;
using Guide.HintConsumer;
using Guide.Learner;
using Guide.Learner.Training;
using Guide.Producer;
using Guide.Recipes;
using Guide.RolloutConsumer;
using Guide.StageHost;
using Guide.StageHost.Bus;
using Guide.Storage;
using Guide.Storage.Entities;
using Guide.VerifierConsumer;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Guide.TestKit;

/// <summary>A run with a tiny policy in a temporary folder, and hosts with all five stages that work on it.</summary>
internal sealed class Pipeline : IAsyncDisposable
{
    private readonly string _folder;
    private readonly string _connection;
    private readonly Uri? _broker;

    private Pipeline(string folder, string connection, Uri? broker, RunRecipe recipe, string runId)
    {
        (_folder, _connection, _broker, Recipe, RunId) = (folder, connection, broker, recipe, runId);
        Database = DatabaseConnection.Open(connection);
    }

    public GuideDatabase Database { get; }

    public RunRecipe Recipe { get; }

    public string RunId { get; }

    public string Connection => _connection;

    public string Checkpoints => Path.Combine(_folder, "checkpoints");

    public static RunRecipe SmallRecipe(string reward = "share:0.3", int batch = 4, int steps = 1000, int staleness = 0, bool deterministic = false) => new()
    {
        Name = "pipeline",
        Seed = 11,
        Deterministic = deterministic,
        Sampling = new SamplingRecipe { GroupSize = 4, MaxPromptTokens = 24, MaxCompletionTokens = 12 },
        Guidance = new GuidanceRecipe { Enabled = true, Template = "hint {hint} {prompt}" },
        Verification = new VerificationRecipe { ScriptedReward = reward, MaxAttempts = 2 },
        Optimizer = new OptimizerRecipe { LearningRate = 0.01 },
        Step = new StepRecipe { Steps = steps, RootGroupsPerStep = batch, MaxStaleness = staleness, UpdatesPerStep = 1 },
    };

    /// <summary>Prompts in the tiny policy's words: "3 + 4 ?" with the hint "# 3 3".</summary>
    public static PromptRecord[] Prompts(int count) => [.. Enumerable.Range(0, count).Select(i => new PromptRecord
    {
        Id = $"p{i:D3}",
        Domain = Domain.Math,
        Prompt = $"{i % 10} + {i / 10 % 10} ?",
        Gold = $"{100 + i}",
        Hint = $"# {i % 10}",
    })];

    public static async Task<Pipeline> CreateAsync(RunRecipe recipe, IReadOnlyList<PromptRecord> prompts, string? connection = null, Uri? broker = null, string? runId = null, IReadOnlyList<PromptRecord>? heldOut = null)
    {
        var folder = Directory.CreateTempSubdirectory("guide-pipeline-").FullName;
        var pipeline = new Pipeline(folder, connection ?? $"sqlite:{Path.Combine(folder, "run.db")}", broker, recipe, runId ?? $"t-{Guid.NewGuid():N}"[..12]);
        await pipeline.Database.MigrateAsync(CancellationToken.None);
        var hash = TinyPolicy.Write(Path.Combine(pipeline.Checkpoints, "v000000"));
        var frozen = RecipeJson.Freeze(recipe);
        await new RunStore(pipeline.Database).CreateAsync(
            new RunRow
            {
                RunId = pipeline.RunId,
                Name = recipe.Name,
                Arm = recipe.Name,
                Seed = recipe.Seed,
                Recipe = frozen,
                RecipeHash = RecipeJson.Hash(frozen),
                CheckpointStore = pipeline.Checkpoints,
                TrainPrompts = prompts.Count,
                CreatedAt = DateTimeOffset.UnixEpoch,
            },
            new PromptSets(prompts, heldOut ?? []).Rows(pipeline.RunId),
            PromptSets.Hints(pipeline.RunId, heldOut ?? [], recipe.Guidance, DateTimeOffset.UnixEpoch),
            new PolicyVersionRow
            {
                RunId = pipeline.RunId,
                Version = 0,
                CheckpointUri = "v000000",
                CheckpointSha256 = hash,
                HasOptimizerState = false,
                Lineages = 0,
                Metrics = "{}",
                LeaseEpoch = 0,
                CommittedAt = DateTimeOffset.UnixEpoch,
            },
            CancellationToken.None);
        return pipeline;
    }

    /// <summary>A host with all five stages.</summary>
    /// <param name="before">Replaces parts before the stages are registered.</param>
    /// <param name="after">Replaces parts afterwards.</param>
    /// <param name="settings">Options, as on a command line.</param>
    public IHost Build(Action<IServiceCollection>? before = null, Action<IServiceCollection>? after = null, Dictionary<string, string?>? settings = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Producer:PollEvery"] = "00:00:00.050",
            ["Learner:PollEvery"] = "00:00:00.050",
            ["Watch:Every"] = "00:00:00.050",
            ["Verifier:RetryDelay"] = "00:00:00.001",
        });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole(console => console.SingleLine = true);
        var run = new RunSettings { RunId = RunId, Broker = _broker, Database = _connection, Checkpoints = Checkpoints };
        builder.Services.AddSingleton(run);
        before?.Invoke(builder.Services);
        builder.Services.AddProducer().AddRolloutConsumer().AddVerifierConsumer().AddHintConsumer();
        if (!Recipe.Deterministic)
        {
            // Deterministic runs learn for real: their checkpoints are compared. The others need not.
            builder.Services.AddSingleton<ITrainerSource, NullTrainer.Source>();
        }

        builder.Services.AddLearner();
        builder.Services.AddGuideBus(run);
        after?.Invoke(builder.Services);
        return builder.Build();
    }

    /// <summary>Runs all five stages in one host until the run has ended.</summary>
    public async Task RunToEndAsync(
        Action<IServiceCollection>? before = null, Action<IServiceCollection>? after = null, Dictionary<string, string?>? settings = null)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        using var host = Build(before, after, settings);
        await host.StartAsync(limit.Token);
        await host.WaitForShutdownAsync(limit.Token);
        foreach (var service in host.Services.GetServices<IHostedService>().OfType<BackgroundService>())
        {
            if (service.ExecuteTask is { IsFaulted: true, Exception: { } failure })
            {
                ExceptionDispatchInfo.Throw(failure.InnerExceptions[0]);
            }
        }

        if (limit.IsCancellationRequested)
        {
            throw new TimeoutException($"The run did not end: {await RunInvariants.DescribeAsync(Database, RunId)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
