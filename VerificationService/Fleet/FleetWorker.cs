using System.Text.Json;

using Guide.Contracts;
using Guide.StageHost.Bus;
using Guide.Storage.Entities;
using Guide.VerificationService.Cases;

namespace Guide.VerificationService.Fleet;

/// <summary>Judges parts of files for whoever asks, until it is stopped. A part is acknowledged when its verdicts are stored: a worker that dies leaves it to the next one.</summary>
/// <param name="place">Where they come from.</param>
/// <param name="judge">Who judges.</param>
/// <param name="jobs">Cases judged at the same time.</param>
/// <param name="notes">Told of what is not as it should be.</param>
internal sealed class FleetWorker(FleetPlace place, CaseJudge judge, int jobs, TextWriter notes)
{
    /// <summary>A part that came back so often has ended its workers: nobody tries it again.</summary>
    internal const int MostDeliveries = 10;


    /// <summary>Works until it is cancelled.</summary>
    /// <exception cref="GuideException">A server was away for too long.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var queue = await place.ConnectAsync(cancellationToken);
            try
            {
                await ConsumeAsync(queue, cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested && FleetPlace.IsAway(exception))
            {
                await notes.WriteLineAsync($"waiting: {exception.GetBaseException().Message.ReplaceLineEndings(" ")}");
            }
        }
    }

    private async Task ConsumeAsync(WorkQueue queue, CancellationToken cancellationToken)
    {
        await foreach (var piece in queue.ReceiveAsync(cancellationToken))
        {
            if (CaseChunk.Find(piece.Headers, piece.Body) is { } part)
            {
                await JudgeAsync(part, piece.DeliveriesBefore, cancellationToken);
            }
            else
            {
                await notes.WriteLineAsync($"{place.Queue}: a message that is no part of a file was dropped");
            }

            await queue.DoneAsync(piece, cancellationToken);
        }
    }

    private async Task JudgeAsync(CaseChunk part, long deliveriesBefore, CancellationToken cancellationToken)
    {
        if (await place.WaitingAsync(token => place.Chunks.IsJudgedAsync(part.JobId, part.Index, token), cancellationToken))
        {
            return;
        }

        var stream = new CaseStream(judge.JudgeAsync, jobs, part.StrictKeys);
        using var verdicts = new MemoryStream();
        GuideException? error = deliveriesBefore < MostDeliveries ? null : new($"{part.Place}: {deliveriesBefore} workers ended while they judged it");
        try
        {
            if (error is null)
            {
                using var lines = new MemoryStream(part.Text.ToArray(), writable: false);
                await stream.JudgeAsync(part.Name, lines, verdicts, cancellationToken, part.LinesBefore);
            }
        }
        catch (GuideException broken)
        {
            error = broken;
        }

        // What a stopping worker judged last may be no verdict.
        cancellationToken.ThrowIfCancellationRequested();
        var bytes = verdicts.ToArray();
        var row = new VerificationChunkRow
        {
            JobId = part.JobId,
            Chunk = part.Index,
            Cases = bytes.AsSpan().Count((byte)'\n'),
            Verdicts = bytes,
            NotRead = JsonSerializer.Serialize(stream.NotRead.ToDictionary()),
            Error = error?.Message,
            IsInputError = error?.ExitCode == ExitCodes.Usage,
            JudgedAt = default,
        };
        await place.WaitingAsync(token => place.Chunks.AddAsync(row, token), cancellationToken);
    }
}
