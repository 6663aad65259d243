using System.Net;
using System.Net.Http.Headers;

using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.Recipes;

namespace Guide.OwnVerifiers;

/// <summary>
/// A judge of the user's own over HTTP: a case is sent as POST, its verdict comes back. What cannot be a verdict is an error without a reward.
/// Nobody there, a time-out, 429, 5xx, a redirect or a refusal of us is an outage: it says nothing about the completion.
/// </summary>
public sealed class HttpVerifier : IVerifier, IDisposable
{
    /// <summary>Tries of one case before the judge is said to be away; a time-out is not tried again.</summary>
    public const int Attempts = 3;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly Uri _address;
    private readonly AuthenticationHeaderValue? _token;
    private readonly TimeSpan _patience;
    private readonly int _largest;
    private readonly HttpClient _http;
    private readonly SemaphoreSlim _free;
    private readonly TimeProvider _time;
    private readonly string _name;
    private long _cases;

    /// <summary>The judge that a recipe describes.</summary>
    /// <param name="recipe">With an address.</param>
    /// <param name="time">Clock of time-outs and pauses.</param>
    /// <exception cref="GuideException">Exit code 2: the address or the token's file is wrong.</exception>
    public HttpVerifier(HttpVerifierRecipe recipe, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        if (recipe.Url is null || recipe.FindProblem() is not null)
        {
            throw GuideException.Usage($"'verification.http.url': {recipe.FindProblem() ?? "is missing"}.");
        }

        _address = new Uri(recipe.Url);
        _token = BearerTokenFile.Read(recipe.TokenFile) is { } token ? new("Bearer", token) : null;
        _patience = TimeSpan.FromSeconds(recipe.TimeoutSeconds);
        _largest = recipe.LargestAnswer;
        _free = new(recipe.Concurrency);
        _time = time;

        // What stands behind a question mark may be a secret: it is not shown.
        _name = _address.GetLeftPart(UriPartial.Path);
        Version = OwnVerdicts.VersionPart($"http/{recipe.Version.Trim()}@{_name}");

        // Redirects are not followed, so that the token goes nowhere else; answers come as they are, so that none grows when it is unpacked.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.None, MaxConnectionsPerServer = recipe.Concurrency }) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <inheritdoc/>
    public Domain Domain => Domain.Http;

    /// <inheritdoc/>
    public string Version { get; }

    /// <summary>Longest time that one case may take by its own settings, the wait for a free place apart.</summary>
    public static TimeSpan BudgetOf(HttpVerifierRecipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return (TimeSpan.FromSeconds(recipe.TimeoutSeconds) + LongestPause) * Attempts;
    }

    /// <inheritdoc/>
    public async ValueTask<Verdict> JudgeAsync(VerificationCase verificationCase, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _cases);
        var body = CaseJson.Write(id, verificationCase);
        for (var attempt = 1; ; attempt++)
        {
            var (verdict, away) = await SendAsync(id, body, cancellationToken);
            if (verdict is not null)
            {
                return verdict;
            }

            if (attempt >= Attempts || !away!.MayPass)
            {
                throw new JudgeUnavailableException($"{_name}: {away!.Why}");
            }

            var pause = away.Wanted ?? FirstPause * (1 << (attempt - 1));
            await Task.Delay(pause < LongestPause ? pause : LongestPause, _time, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _free.Dispose();
    }

    private async Task<(Verdict? Verdict, Away? Away)> SendAsync(long id, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        using var limit = new CancellationTokenSource(_patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var content = new ReadOnlyMemoryContent(body);
            content.Headers.ContentType = new("application/json");
            using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = content };
            request.Headers.Authorization = _token;
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return await AnswerAsync(response, id, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, new($"no answer within {_patience.TotalSeconds} s", MayPass: false));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return (null, new(exception.InnerException is { } inner && !exception.Message.Contains(inner.Message, StringComparison.Ordinal) ? $"{exception.Message} ({inner.Message})" : exception.Message, MayPass: true));
        }
        finally
        {
            _free.Release();
        }
    }

    private async Task<(Verdict? Verdict, Away? Away)> AnswerAsync(HttpResponseMessage response, long id, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        switch (response.StatusCode)
        {
            case >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices:
                return await ReadAsync(response.Content, cancellationToken) is { } answer
                    ? (VerdictJson.Read(answer, id, _name), null)
                    : (Verdict.Error($"{_name}: the answer is longer than {_largest} bytes"), null);
            case HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity:
                // The case is at fault, not the judge.
                return (Verdict.Error($"{_name}: it refuses the case ({status})"), null);
            case HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError:
                return (null, new($"it answers {status}", MayPass: true, RetryAfterHeader.Wait(response.Headers.RetryAfter, _time)));
            case >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest:
                return (null, new($"it answers {status}: redirects are not followed, name the address itself", MayPass: false));
            default:
                return (null, new($"it answers {status}", MayPass: false));
        }
    }

    /// <summary>The body; null: it is longer than may be.</summary>
    private async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var answer = new MemoryStream();
        var block = new byte[Math.Min(_largest + 1, 1 << 14)];
        for (var read = await stream.ReadAsync(block, cancellationToken); read > 0; read = await stream.ReadAsync(block, cancellationToken))
        {
            if (answer.Length + read > _largest)
            {
                return null;
            }

            answer.Write(block, 0, read);
        }

        return answer.GetBuffer().AsMemory(0, (int)answer.Length);
    }

    /// <summary>Why no verdict came.</summary>
    /// <param name="Why">For a reader.</param>
    /// <param name="MayPass">True: it may be over in a moment.</param>
    /// <param name="Wanted">The pause that the judge asks for; null = it does not say.</param>
    private sealed record Away(string Why, bool MayPass, TimeSpan? Wanted = null);
}
