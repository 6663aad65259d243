using System.Globalization;

using Guide.Cli.Recipes;
using Guide.Contracts;
using Guide.Recipes;

namespace Guide.Cli.Running;

/// <summary>What a request amounts to: a new experiment, or one that is there and goes on. Nothing is written by planning.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Folder">Its run folder; of a new one it need not be there.</param>
/// <param name="IsNew">True: nothing of it is there yet.</param>
internal sealed record ExperimentPlan(FrozenExperiment Experiment, RunFolder Folder, bool IsNew)
{
    /// <summary>The stages' option that names inference servers.</summary>
    public const string EndpointsOption = "Inference:Endpoints";

    /// <summary>Reads the recipe, or the run folder that is to be resumed.</summary>
    /// <exception cref="GuideException">Exit code 2: what is wrong with them.</exception>
    public static ExperimentPlan Of(RunRequest request, DateTimeOffset now)
    {
        if ((request.Broker is null) != (request.Database is null))
        {
            throw GuideException.Usage("a distributed run needs both --broker and --database.");
        }

        var plan = request.Folder is { } existing && File.Exists(new RunFolder(Path.GetFullPath(existing)).ExperimentFile)
            ? Resume(request, existing)
            : Start(request, now);
        plan.CheckSamplers(request);
        return request.FromVersion is not null && plan.IsNew
            ? throw GuideException.Usage("--from-version is of a run that is there: name its folder with --run-folder.")
            : plan;
    }

    private static ExperimentPlan Resume(RunRequest request, string existing)
    {
        var folder = RunFolder.Existing(existing);
        var frozen = FrozenExperiment.Read(folder);
        if (request.Words.Count > 0)
        {
            var (file, overrides) = RecipeWords.Split(request.Words);
            if (!frozen.IsOf(RecipeLoader.Load(file, overrides)))
            {
                throw GuideException.Usage($"{existing} holds an experiment with other settings: resume it without a recipe, or choose another folder.");
            }
        }

        return request.Seeds is { } n && n != frozen.Seeds.Count
            ? throw GuideException.Usage($"{existing} was started with {frozen.Seeds.Count} seed(s): resume it without --seeds.")
            : new ExperimentPlan(frozen, folder, IsNew: false);
    }

    private static ExperimentPlan Start(RunRequest request, DateTimeOffset now)
    {
        var (recipeFile, settings) = RecipeWords.Split(request.Words);
        var experiment = RecipeLoader.Load(recipeFile, settings);
        var folder = new RunFolder(Path.GetFullPath(request.Folder
            ?? Path.Combine("runs", string.Create(CultureInfo.InvariantCulture, $"{experiment.Name}-{now:yyyyMMdd-HHmmss}"))));
        if (File.Exists(folder.Path))
        {
            throw GuideException.Usage($"{folder.Path} is a file, not a folder.");
        }

        if (Directory.Exists(folder.Path) && Directory.EnumerateFileSystemEntries(folder.Path).Any())
        {
            throw GuideException.Usage($"{folder.Path} is neither empty nor a run folder.");
        }

        var prefix = request.RunId ?? IdWord(Path.GetFileName(folder.Path));
        return new ExperimentPlan(FrozenExperiment.Of(experiment, request.Seeds ?? 1, prefix, request.RunId is not null, now), folder, IsNew: true);
    }

    /// <summary>A recipe that names servers needs them, and they need a recipe that does.</summary>
    private void CheckSamplers(RunRequest request)
    {
        if (request.Broker is not null)
        {
            if (request.StageOptions.Count > 0)
            {
                throw GuideException.Usage("--endpoints, --server and --stage-option are of the stages in this process; in a distributed run give them to guide stage.");
            }

            return;
        }

        if (request.Clean)
        {
            throw GuideException.Usage("--clean has no effect here: an embedded run has no queues.");
        }

        var asked = Experiment.Runs().Any(run => run.Recipe.Sampling.Sampler == SamplerKind.InferenceServer);
        var given = request.StageOptions.ContainsKey(EndpointsOption);
        if (asked && !given)
        {
            throw GuideException.Usage("sampling.sampler is inference_server: name its servers with --endpoints.");
        }

        if (given && !asked)
        {
            throw GuideException.Usage("--endpoints has no effect here: it applies when sampling.sampler is inference_server.");
        }
    }

    /// <summary>A folder's name as the beginning of run ids: lower-case letters, digits and hyphens.</summary>
    private static string IdWord(string name)
    {
        var word = string.Concat(name.ToLowerInvariant().Select(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') ? c : '-')).Trim('-');
        return word.Length > 0 ? word : "run";
    }
}
