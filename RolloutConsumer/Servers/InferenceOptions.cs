using System.ComponentModel.DataAnnotations;

namespace Guide.RolloutConsumer.Servers;

/// <summary>The inference servers that sample when the recipe's sampler is "inference_server"; section <c>Inference</c>.</summary>
public sealed record InferenceOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Inference";

    /// <summary>Base addresses, with commas between them; all serve the same model. Empty: the local sampler is all this process has.</summary>
    public string Endpoints { get; init; } = "";

    /// <summary>What kind of server they are.</summary>
    public InferenceServer Server { get; init; } = InferenceServer.Vllm;

    /// <summary>The name under which vLLM serves version 0's weights; empty: the first model of its list.</summary>
    public string Model { get; init; } = "";

    /// <summary>The folder of the run's checkpoints as the servers see it; empty: the same path as here.</summary>
    public string Checkpoints { get; init; } = "";

    /// <summary>A file whose first line is sent as bearer token; empty: none.</summary>
    public string TokenFile { get; init; } = "";

    /// <summary>
    /// Where a server that cannot change its weights by itself is made to: POST {"endpoint", "folder", "version", "name"} and wait for 2xx;
    /// the endpoint must then serve that folder's weights under that name. Empty: no such hook.
    /// </summary>
    public string ReloadUrl { get; init; } = "";

    /// <summary>How long one try of one group may take, from request to the last token.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "06:00:00")]
    public TimeSpan TryTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long loading a version may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "06:00:00")]
    public TimeSpan LoadTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Tries of one group while other groups succeed; then the group is at fault.</summary>
    [Range(1, 1000)]
    public int Attempts { get; init; } = 8;

    /// <summary>The first wait before an endpoint that failed is asked again; it doubles with each further failure.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest such wait.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan LongestRetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long no endpoint may answer before the process gives up; its messages go back to the queue.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "7.00:00:00")]
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The addresses.</summary>
    /// <exception cref="FormatException">One is not an absolute http or https address.</exception>
    public IReadOnlyList<Uri> Addresses() =>
    [
        .. Endpoints.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(static text =>
            Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
                ? new Uri(uri.AbsoluteUri.TrimEnd('/') + "/")
                : throw new FormatException($"Inference:Endpoints: '{text}' is not an http address such as http://gpu1:8000.")),
    ];
}
