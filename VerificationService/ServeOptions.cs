using System.CommandLine;

using Guide.Commands;
using Guide.Contracts;

namespace Guide.VerificationService;

/// <summary>The options of the service on a command line.</summary>
internal sealed class ServeOptions
{
    private static readonly VerificationServiceOptions Defaults = new();

    /// <summary>Names of the options by setting, for messages.</summary>
    public static IReadOnlyDictionary<string, string> Names { get; } = new Dictionary<string, string>
    {
        [nameof(VerificationServiceOptions.Urls)] = "--urls",
        [nameof(VerificationServiceOptions.QueueLimit)] = "--queue",
        [nameof(VerificationServiceOptions.Jobs)] = "--jobs",
    };

    /// <summary>Where it listens.</summary>
    public Option<string> Urls { get; } = new("--urls") { Description = $"With --serve: where it listens; several are separated by ';' ({Defaults.Urls})." };

    /// <summary>The token's file.</summary>
    public Option<string?> TokenFile { get; } = new("--token-file") { Description = "With --serve: a file whose first line is the bearer token that requests must carry; none: no token is asked for." };

    /// <summary>The queue.</summary>
    public Option<int?> Queue { get; } = NumberOption.Optional("--queue", $"With --serve: requests that may wait; one more is answered 429 ({Defaults.QueueLimit}).", least: 1, most: 1_000_000);

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [Urls, TokenFile, Queue];

    /// <summary>The settings that a command line gives.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="jobs">Cases at one time; null = one for each processor.</param>
    public VerificationServiceOptions Read(ParseResult parsed, int? jobs) => Defaults with
    {
        Urls = parsed.GetValue(Urls) ?? Defaults.Urls,
        Token = BearerTokenFile.Read(parsed.GetValue(TokenFile)),
        QueueLimit = parsed.GetValue(Queue) ?? Defaults.QueueLimit,
        Jobs = jobs ?? Defaults.Jobs,
    };
}
