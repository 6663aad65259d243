using System.ComponentModel.DataAnnotations;

namespace Guide.HintConsumer.Teaching;

/// <summary>Where the teacher of this process is and how it is asked; section <c>Teacher</c>. What is asked for is the recipe's.</summary>
internal sealed record TeacherOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Teacher";

    /// <summary>Base address of a server that speaks the OpenAI API, for example http://gpu1:8000/v1; empty: this process asks nobody.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>A file whose first line is the key; empty: see <see cref="KeyEnvironment"/>.</summary>
    public string KeyFile { get; init; } = "";

    /// <summary>The environment variable that holds the key; an empty or missing variable: no key is sent.</summary>
    public string KeyEnvironment { get; init; } = "OPENAI_API_KEY";

    /// <summary>Hints asked for at once.</summary>
    [Range(1, 256)]
    public int Concurrency { get; init; } = 4;

    /// <summary>Requests a minute; 0 = as many as come.</summary>
    [Range(0, 1_000_000)]
    public int RequestsPerMinute { get; init; }

    /// <summary>How long one request may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan TryTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Requests for one hint before the teacher counts as away.</summary>
    [Range(1, 100)]
    public int Attempts { get; init; } = 5;

    /// <summary>The first wait before a request is repeated; it doubles, with jitter.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest such wait, and the longest Retry-After that is obeyed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan LongestRetryDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Failures in a row (429 is none) after which nobody is asked for <see cref="BreakDuration"/>.</summary>
    [Range(2, 1000)]
    public int FailuresBeforeBreak { get; init; } = 8;

    /// <summary>How long nobody is asked then.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "01:00:00")]
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The address with a slash behind it; null: nobody is asked.</summary>
    /// <exception cref="FormatException">It is not an http address.</exception>
    public Uri? Address() =>
        Endpoint.Length == 0 ? null
        : Uri.TryCreate(Endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? new Uri(uri.AbsoluteUri.TrimEnd('/') + "/")
        : throw new FormatException($"Teacher:Endpoint: '{Endpoint}' is not an http address such as http://gpu1:8000/v1.");
}
