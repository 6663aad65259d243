namespace Guide.StageHost.Endpoints;

/// <summary>Why an endpoint is set aside.</summary>
/// <param name="Message">What happened, for the log.</param>
/// <param name="Lost">True: it may have been restarted, so it must answer a probe before it is used. False: it is busy.</param>
/// <param name="RetryAfter">When it wants to be asked again; null = it does not say.</param>
public sealed record EndpointFailure(string Message, bool Lost, TimeSpan? RetryAfter = null);
