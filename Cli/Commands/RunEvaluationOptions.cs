using System.CommandLine;

using Guide.Cli.Evaluation;
using Guide.Cli.Running;
using Guide.Commands;
using Guide.Storage.Entities;

namespace Guide.Cli.Commands;

/// <summary>The options of <c>guide eval</c> that measure a version of a run through its stages.</summary>
internal sealed class RunEvaluationOptions
{
    private readonly Option<string?> _run = new("--run") { Description = "Instead of --model: a run, measured by its stages as its recipe says; its id, or its only run's when empty.", HelpName = "RUN", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<int?> _version = NumberOption.Optional("--policy-version", "With --run: this version (default: the newest).", least: 0);
    private readonly Option<string[]> _stage = new("--stage-option") { Description = "With --run: an option of the stages that this process starts, for example Inference:Endpoints=http://gpu1:8000.", HelpName = "SECTION:KEY=VALUE", DefaultValueFactory = _ => [] };
    private readonly DatabaseArguments _where = new();

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_run, _version, _stage, _where.Folder, _where.Database];

    /// <summary>Whether a run is measured.</summary>
    public bool IsAsked(ParseResult parsed) => parsed.GetResult(_run) is { Implicit: false };

    /// <summary>Measures.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="request">What of the run; its row is filled in here.</param>
    /// <param name="judged">Told every completion; null = nobody.</param>
    /// <param name="cancellationToken">Stops it; the same command goes on.</param>
    public async Task<IReadOnlyList<EvaluationResult>> MeasureAsync(
        ParseResult parsed, Func<RunRow, RunEvaluationRequest> request, Action<JudgedCompletion>? judged, CancellationToken cancellationToken)
    {
        await using var stages = await RunStages.OpenAsync(parsed, _where, parsed.GetValue(_run), RunCommand.StageOptions(null, null, parsed.GetValue(_stage)!), cancellationToken);
        return await new RunEvaluation(stages).MeasureAsync(request(stages.Run) with { Version = parsed.GetValue(_version) }, judged, cancellationToken);
    }
}
