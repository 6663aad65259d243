using System.CommandLine;

using Guide.Cli.Replay;
using Guide.Commands;
using Guide.Contracts;

namespace Guide.Cli.Commands;

/// <summary>The options of a replay that looks at some groups only.</summary>
internal sealed class SampleOptions
{
    private readonly Option<double> _share = NumberOption.Real("--sample", "Share of the groups to look at; 1 is all.", absent: 1, least: 0, most: 1);
    private readonly Option<int> _seed = NumberOption.Whole("--seed", "With --sample: another seed looks at other groups.", absent: 0, least: int.MinValue);

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_share, _seed];

    /// <summary>What was asked for.</summary>
    /// <exception cref="GuideException">Exit code 2: a share of nothing.</exception>
    public ReplaySample Read(ParseResult parsed) => parsed.GetValue(_share) is > 0 and var share
        ? new(share, parsed.GetValue(_seed))
        : throw GuideException.Usage("--sample 0 looks at nothing: name a share above 0.");

    /// <summary>Whether one was given.</summary>
    public bool IsGiven(ParseResult parsed) => All.Any(option => parsed.GetResult(option) is { Implicit: false });
}
