using System.CommandLine;

using Guide.Commands;
using Guide.Contracts;

namespace Guide.Cli.Commands;

/// <summary>The options of a replay by the run's VerifierConsumers.</summary>
internal sealed class StageReplayOptions
{
    private readonly Option<bool> _stages = new("--stages") { Description = "By the run's VerifierConsumers, beside its training where it goes on, and stored; without it by this process, and nothing is stored." };
    private readonly Option<string?> _name = new("--name") { Description = "With --stages: the replay's name. The same name is the same replay, which goes on or is printed again (default: made of the verifiers of this version and the sample).", HelpName = "NAME" };
    private readonly Option<string[]> _stage = new("--stage-option") { Description = "With --stages: an option of the stages that this process starts, for example Verifier:Groups=16.", HelpName = "SECTION:KEY=VALUE", DefaultValueFactory = _ => [] };

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_stages, _name, _stage];

    /// <summary>Whether the stages judge.</summary>
    /// <exception cref="GuideException">Exit code 2: an option of theirs without them.</exception>
    public bool IsAsked(ParseResult parsed)
    {
        if (parsed.GetValue(_stages))
        {
            return true;
        }

        IdleOptions.Refuse(parsed, [_name, _stage], "is of --stages");
        return false;
    }

    /// <summary>The replay's name; null = none was given.</summary>
    /// <exception cref="GuideException">Exit code 2: it is no name.</exception>
    public string? Name(ParseResult parsed) =>
        parsed.GetValue(_name) is { } name && (name.Length == 0 || name.Any(static c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')))
            ? throw GuideException.Usage($"--name '{name}': letters, digits, '-', '_' and '.' only.")
            : parsed.GetValue(_name);

    /// <summary>Options of the stages that this process starts.</summary>
    public IReadOnlyDictionary<string, string?> Stage(ParseResult parsed) => RunCommand.StageOptions(null, null, parsed.GetValue(_stage)!);
}
