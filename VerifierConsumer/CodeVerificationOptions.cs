using System.ComponentModel.DataAnnotations;
using Guide.Answers;
using Guide.CodeSandbox.Isolation;
using Guide.CodeSandbox.Judging;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Microsoft.Extensions.Logging;

namespace Guide.VerifierConsumer;

/// <summary>Where this worker's programs run; section <c>CodeVerification</c>.</summary>
public sealed record CodeVerificationOptions
{
    /// <summary>Base addresses of sandbox services (<c>guide sandbox</c>), separated by ";"; null = a sandbox inside this process, started with the first program.</summary>
    public string? Services { get; init; }

    /// <summary>File whose first line is the services' bearer token; null = none.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Own sandbox: programs that run at one time; 0 = one for each processor.</summary>
    [Range(0, 256)]
    public int Slots { get; init; }

    /// <summary>Longest wait for the answer of a service; a case whose own limits are longer gets them.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ServiceTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The verifier that these settings describe. The caller disposes it if it is disposable.</summary>
    /// <exception cref="GuideException">An address or the token's file is wrong.</exception>
    public IVerifier CreateVerifier(TimeProvider time, ILogger? logger = null)
    {
        if (string.IsNullOrWhiteSpace(Services))
        {
            return new OnDemandCodeVerifier(new SandboxOptions { Slots = Slots }, time);
        }

        var addresses = new List<Uri>();
        foreach (var text in Services.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            addresses.Add(Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
                ? address!
                : throw GuideException.Usage($"CodeVerification:Services: '{text}' is no http address."));
        }

        try
        {
            return new RemoteCodeVerifier(addresses, BearerTokenFile.Read(TokenFile), new HttpClient { Timeout = Timeout.InfiniteTimeSpan }, ServiceTimeout, time, logger);
        }
        catch (GuideException unreadable)
        {
            throw GuideException.Usage($"CodeVerification:TokenFile: {unreadable.Message}", unreadable);
        }
    }
}
