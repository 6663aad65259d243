using System.Text.Json;
using System.Text.Json.Serialization;

using Microsoft.AspNetCore.Http;

namespace Guide.WebService;

/// <summary>Bodies in and out. What cannot be read is answered with <c>{"detail": …}</c>, as SandboxFusion does.</summary>
public static class JsonBody
{
    /// <summary>As SandboxFusion reads requests: numbers may stand in texts.</summary>
    public static JsonSerializerOptions AsPydantic { get; } = new() { NumberHandling = JsonNumberHandling.AllowReadingFromString };

    /// <summary>The request's body; null: it could not be read and the request is answered.</summary>
    public static async Task<T?> ReadAsync<T>(HttpContext context, JsonSerializerOptions json)
        where T : class
    {
        try
        {
            var body = await JsonSerializer.DeserializeAsync<T>(context.Request.Body, json, context.RequestAborted);
            if (body is not null)
            {
                return body;
            }

            await RefuseAsync(context, StatusCodes.Status422UnprocessableEntity, "the body is null");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            await RefuseAsync(context, StatusCodes.Status422UnprocessableEntity, exception.Message);
        }
        catch (BadHttpRequestException exception)
        {
            await RefuseAsync(context, exception.StatusCode, exception.Message);
        }
        catch (IOException exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            // A chunk's size that no number holds.
            await RefuseAsync(context, StatusCodes.Status400BadRequest, exception.Message);
        }

        return null;
    }

    /// <summary>Answers with what is wrong.</summary>
    public static Task RefuseAsync(HttpContext context, int status, string detail)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { detail }, context.RequestAborted);
    }
}
