using System.Text;
using System.Text.Json;

using Guide.Cli.Files;
using Guide.Cli.Recipes;
using Guide.Contracts;
using Guide.Recipes;

namespace Guide.Cli.Running;

/// <summary>What experiment.json holds: the experiment as it was started. Resuming reads this, never the recipe's file again.</summary>
internal sealed record FrozenExperiment
{
    private static readonly JsonSerializerOptions Json = new(SnakeCaseJson.Options) { WriteIndented = true };

    /// <summary>The experiment's name.</summary>
    public required string Name { get; init; }

    /// <summary>Begins the ids of its runs.</summary>
    public required string RunIdPrefix { get; init; }

    /// <summary>True: a single run's id is the prefix itself (somebody chose it, and starts stages with it).</summary>
    public bool SingleRunIsPrefix { get; init; }

    /// <summary>The folder that paths in the recipes are relative to.</summary>
    public required string BaseFolder { get; init; }

    /// <summary>When it was started.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>What it was started with; null = by an older version.</summary>
    public RunOrigin? Origin { get; init; }

    /// <summary>Each arm runs once with each.</summary>
    public required IReadOnlyList<int> Seeds { get; init; }

    /// <summary>The arms in the order in which they run.</summary>
    public required IReadOnlyList<FrozenArm> Arms { get; init; }

    /// <summary>Freezes an experiment.</summary>
    public static FrozenExperiment Of(Experiment experiment, int seeds, string runIdPrefix, bool singleRunIsPrefix, DateTimeOffset now) => new()
    {
        Name = experiment.Name,
        RunIdPrefix = runIdPrefix,
        SingleRunIsPrefix = singleRunIsPrefix,
        BaseFolder = Path.GetDirectoryName(Path.GetFullPath(experiment.File))!,
        CreatedAt = now,
        Origin = RunOrigin.Here(),
        Seeds = [.. Enumerable.Range(experiment.Arms[0].Recipe.Seed, seeds)],
        Arms = [.. experiment.Arms.Select(a => new FrozenArm { Name = a.Name, MatchRolloutsOf = a.MatchRolloutsOf, Recipe = a.Recipe })],
    };

    /// <summary>Every run: the arms of the first seed, of the second, ….</summary>
    public IReadOnlyList<PlannedRun> Runs() =>
        [.. Seeds.SelectMany(seed => Arms.Select(arm => new PlannedRun(
            SingleRunIsPrefix && Seeds.Count * Arms.Count == 1 ? RunIdPrefix : $"{RunIdPrefix}-{arm.Name}-s{seed}", arm.Name, seed, Placed(arm.Recipe) with { Seed = seed }, arm.MatchRolloutsOf)))];

    // The Learner reads the reference, and VerifierConsumer its judges' files, from the run's recipe, wherever they work.
    private RunRecipe Placed(RunRecipe recipe) => recipe with
    {
        Objective = recipe.Objective with { Kl = recipe.Objective.Kl with { Reference = Resolve(recipe.Objective.Kl.Reference) } },
        Verification = recipe.Verification with
        {
            Http = recipe.Verification.Http with { TokenFile = Resolve(recipe.Verification.Http.TokenFile) },
            Assembly = recipe.Verification.Assembly with { Path = Resolve(recipe.Verification.Assembly.Path) },
        },
    };

    /// <summary>The run of an arm with a seed.</summary>
    public PlannedRun RunOf(string arm, int seed) => Runs().Single(run => run.Arm == arm && run.Seed == seed);

    /// <summary>A path in a recipe, made absolute; null stays null.</summary>
    public string? Resolve(string? path) => path is null ? null : Path.GetFullPath(path, BaseFolder);

    /// <summary>Reads a run folder's experiment.</summary>
    /// <exception cref="GuideException">It is not readable.</exception>
    public static FrozenExperiment Read(RunFolder folder)
    {
        try
        {
            return JsonSerializer.Deserialize<FrozenExperiment>(File.ReadAllText(folder.ExperimentFile), Json)
                ?? throw new JsonException("it is null");
        }
        catch (JsonException exception)
        {
            throw new GuideException($"{folder.ExperimentFile}: damaged, or of another version: {exception.Message}", exception);
        }
    }

    /// <summary>Writes it, whole or not at all.</summary>
    public void Write(RunFolder folder) => WholeFile.Write(folder.ExperimentFile, JsonSerializer.Serialize(this, Json));

    /// <summary>Whether a recipe is the one this was started with (seeds and place apart).</summary>
    public bool IsOf(Experiment experiment) =>
        Fingerprint(Arms) == Fingerprint([.. experiment.Arms.Select(a => new FrozenArm { Name = a.Name, MatchRolloutsOf = a.MatchRolloutsOf, Recipe = a.Recipe })]);

    private static string Fingerprint(IReadOnlyList<FrozenArm> arms)
    {
        var text = new StringBuilder();
        foreach (var arm in arms)
        {
            text.Append(arm.Name).Append('\n').Append(arm.MatchRolloutsOf).Append('\n').Append(RecipeJson.Freeze(arm.Recipe)).Append('\n');
        }

        return RecipeJson.Hash(text.ToString());
    }
}
