using Microsoft.AspNetCore.Http;

namespace Guide.SandboxService.Requests;

/// <summary>Bounds the requests under way, by number and by the bytes that they may hold: what waits holds memory.</summary>
/// <param name="options">The bounds.</param>
/// <param name="most">Requests under way: those that run and those that wait.</param>
internal sealed class Admission(SandboxServiceOptions options, int most)
{
    private const string RetryAfterSeconds = "1";

    // One request of the largest size must always fit.
    private readonly long _mostBytes = Math.Max(options.QueueBytes, options.RequestBytes);

    private int _admitted;
    private long _admittedBytes;

    /// <summary>The bound, as a step of the request's way: counted before the body is read, answered 429 when full.</summary>
    public async Task AdmitAsync(HttpContext context, RequestDelegate next)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            await next(context);
            return;
        }

        var size = Math.Min(context.Request.ContentLength ?? options.RequestBytes, options.RequestBytes);
        try
        {
            if (Interlocked.Increment(ref _admitted) > most | Interlocked.Add(ref _admittedBytes, size) > _mostBytes)
            {
                context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                context.Response.Headers.RetryAfter = RetryAfterSeconds;
                return;
            }

            await next(context);
        }
        finally
        {
            Interlocked.Decrement(ref _admitted);
            Interlocked.Add(ref _admittedBytes, -size);
        }
    }
}
