using System.ComponentModel.DataAnnotations;

namespace Guide.Recipes;

/// <summary>A judge of the user's own that is asked over HTTP (docs/own-verifiers.md).</summary>
public sealed record HttpVerifierRecipe
{
    /// <summary>Address that gets each case of the domain http as POST and answers with its verdict; null = there is none.</summary>
    public string? Url { get; init; }

    /// <summary>Stands in the version of its verdicts: change it with what the judge says.</summary>
    public string Version { get; init; } = "1";

    /// <summary>File whose first line is the bearer token that it is sent; null = none.</summary>
    [RecipePath]
    public string? TokenFile { get; init; }

    /// <summary>Longest wait for one answer.</summary>
    [Range(0.01, 3600.0)]
    public double TimeoutSeconds { get; init; } = 30;

    /// <summary>Requests under way at one time, of one process.</summary>
    [Range(1, 1024)]
    public int Concurrency { get; init; } = 32;

    /// <summary>Longest answer; a longer one is refused.</summary>
    [Range(64, 1 << 26)]
    public int LargestAnswer { get; init; } = 1 << 20;

    /// <summary>What is wrong with <see cref="Url"/>, without a full stop; null = nothing.</summary>
    public string? FindProblem() => Url is null ? null
        : !Uri.TryCreate(Url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") ? $"'{Url}' is no http address"
        : address.UserInfo.Length > 0 ? "an address with a user name in it would be stored with every verdict: name a token's file instead"
        : address.Fragment.Length > 0 ? $"'{Url}' has a fragment (#), which is not sent"
        : null;
}
