using System.CommandLine;

using Guide.Commands;
using Guide.Contracts;
using Guide.Recipes;

namespace Guide.VerificationService;

/// <summary>The options that name judges of the user's own on a command line; a recipe has them in its section verification.</summary>
internal sealed class OwnJudgeOptions
{
    private static readonly VerificationRecipe Defaults = new();

    /// <summary>The judge of the domain http.</summary>
    public Option<string?> Http { get; } = new("--http-judge") { Description = "Judges the domain http: gets each case as POST and answers with its verdict (docs/own-verifiers.md).", HelpName = "URL" };

    /// <summary>Its version.</summary>
    public Option<string?> HttpVersion { get; } = new("--http-judge-version") { Description = $"With --http-judge: stands in its version ({Defaults.Http.Version}).", HelpName = "WORD" };

    /// <summary>Its token's file.</summary>
    public Option<string?> HttpToken { get; } = new("--http-judge-token-file") { Description = "With --http-judge: a file whose first line is the bearer token that it is sent.", HelpName = "FILE" };

    /// <summary>The judge of the domain assembly.</summary>
    public Option<string?> Assembly { get; } = new("--assembly-judge") { Description = "Judges the domain assembly: a .NET assembly with one class that is an IVerifier (docs/own-verifiers.md).", HelpName = "FILE" };

    /// <summary>The time of one judgement.</summary>
    public Option<int?> Seconds { get; } = NumberOption.Optional("--judge-seconds", $"With --http-judge or --assembly-judge: longest judgement of one completion ({Defaults.Http.TimeoutSeconds}).", least: 1, most: 3600);

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [Http, HttpVersion, HttpToken, Assembly, Seconds];

    /// <summary>What a recipe would say.</summary>
    /// <exception cref="GuideException">Exit code 2: an option is wrong, or has no use without another.</exception>
    public VerificationRecipe Read(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        var (url, path, seconds) = (parsed.GetValue(Http), parsed.GetValue(Assembly), parsed.GetValue(Seconds));
        if (url is null && ((Option<string?>[])[HttpVersion, HttpToken]).FirstOrDefault(option => parsed.GetValue(option) is not null) is { } idle)
        {
            throw GuideException.Usage($"{idle.Name} needs --http-judge.");
        }

        if (url is null && path is null && seconds is not null)
        {
            throw GuideException.Usage($"{Seconds.Name} needs --http-judge or --assembly-judge.");
        }

        var http = Defaults.Http with { Url = url, Version = parsed.GetValue(HttpVersion) ?? Defaults.Http.Version, TokenFile = parsed.GetValue(HttpToken), TimeoutSeconds = seconds ?? Defaults.Http.TimeoutSeconds };
        return http.FindProblem() is { } problem
            ? throw GuideException.Usage($"--http-judge: {problem}.")
            : Defaults with { Http = http, Assembly = Defaults.Assembly with { Path = path, TimeoutSeconds = seconds ?? Defaults.Assembly.TimeoutSeconds } };
    }
}
