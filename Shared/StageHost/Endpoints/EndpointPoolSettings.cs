namespace Guide.StageHost.Endpoints;

/// <summary>How a pool treats endpoints that fail.</summary>
/// <param name="Kind">What they are, for messages: "inference endpoint".</param>
/// <param name="RetryDelay">The first wait before an endpoint that failed is asked again; it doubles with each further failure.</param>
/// <param name="LongestRetryDelay">The longest such wait.</param>
/// <param name="GiveUpAfter">How long no endpoint may answer before choosing one is an error.</param>
public sealed record EndpointPoolSettings(string Kind, TimeSpan RetryDelay, TimeSpan LongestRetryDelay, TimeSpan GiveUpAfter);
