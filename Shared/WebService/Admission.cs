using Microsoft.AspNetCore.Http;

namespace Guide.WebService;

/// <summary>Bounds the requests under way, by number and by the bytes that they may hold: what waits holds memory.</summary>
/// <param name="options">The bounds.</param>
/// <param name="most">Requests under way: those that run and those that wait.</param>
internal sealed class Admission(WebServiceOptions options, int most)
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

        // What tells its length is counted before it comes, what comes in chunks as it comes.
        var size = context.Request.ContentLength ?? 0;
        if (size > options.RequestBytes)
        {
            await JsonBody.RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, CountedBody.TooLarge(options.RequestBytes));
            return;
        }

        using var counted = context.Request.ContentLength is null ? new CountedBody(context.Request.Body, options.RequestBytes, part => Interlocked.Add(ref _admittedBytes, part) <= _mostBytes) : null;
        if (counted is not null)
        {
            context.Request.Body = counted;
        }

        context.Response.OnStarting(() =>
        {
            if (context.Response.StatusCode == StatusCodes.Status429TooManyRequests)
            {
                context.Response.Headers.RetryAfter = RetryAfterSeconds;
            }

            return Task.CompletedTask;
        });
        try
        {
            if (Interlocked.Increment(ref _admitted) > most | Interlocked.Add(ref _admittedBytes, size) > _mostBytes)
            {
                context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                return;
            }

            await next(context);
        }
        finally
        {
            Interlocked.Decrement(ref _admitted);
            Interlocked.Add(ref _admittedBytes, -size - (counted?.Taken ?? 0));
        }
    }
}
