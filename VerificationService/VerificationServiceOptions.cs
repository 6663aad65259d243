using System.ComponentModel.DataAnnotations;

using Guide.WebService;

namespace Guide.VerificationService;

/// <summary>Settings of the HTTP service.</summary>
internal sealed record VerificationServiceOptions : WebServiceOptions
{
    /// <summary>The defaults; the sandbox service has port 8080.</summary>
    public VerificationServiceOptions() => Urls = "http://127.0.0.1:8081";

    /// <summary>Cases judged at the same time, those of all requests together.</summary>
    [Range(1, 1024)]
    public int Jobs { get; init; } = Environment.ProcessorCount;
}
