using System.Collections.Concurrent;
using System.Globalization;

namespace Guide.CodeSandbox.Isolation;

/// <summary>A fixed number of slots, started as they are needed, replaced when they break or are worn.</summary>
internal sealed class SlotPool(SlotSettings settings, string name, int size, Func<int, SlotIds> ids, int runsPerSlot, TimeProvider time) : IAsyncDisposable
{
    private readonly SemaphoreSlim _free = new(size, size);
    private readonly ConcurrentQueue<Seat> _seats = new(Enumerable.Range(0, size).Select(i => new Seat(i)));
    private int _generation;
    private int _waiting;
    private int _broken;

    /// <summary>Slots in all.</summary>
    public int Size => size;

    /// <summary>Slots that run something now.</summary>
    public int Busy => size - _free.CurrentCount;

    /// <summary>Callers that wait for one.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Slots replaced because they broke.</summary>
    public int Broken => Volatile.Read(ref _broken);

    /// <summary>Waits for a free slot, hands it to <paramref name="use"/>, takes it back.</summary>
    public async Task<T> WithSlotAsync<T>(Func<SlotProcess, Task<T>> use, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            await _free.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        // As many seats as permits: with a permit there is one. The one that has been idle longest: its next run is prepared by now.
        _seats.TryDequeue(out var seat);
        try
        {
            seat!.Slot ??= await StartAsync(seat.Index, cancellationToken);
            return await use(seat.Slot);
        }
        finally
        {
            if (seat!.Slot is { } slot && (slot.Broken || slot.Runs >= runsPerSlot))
            {
                if (slot.Broken)
                {
                    Interlocked.Increment(ref _broken);
                }

                seat.Slot = null;
                await slot.DisposeAsync();
            }

            _seats.Enqueue(seat);
            _free.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        for (var i = 0; i < size; i++)
        {
            await _free.WaitAsync();
            if (_seats.TryDequeue(out var seat) && seat.Slot is not null)
            {
                await seat.Slot.DisposeAsync();
            }
        }

        _free.Dispose();
    }

    private Task<SlotProcess> StartAsync(int index, CancellationToken cancellationToken) =>
        SlotProcess.StartAsync(
            settings,
            string.Create(CultureInfo.InvariantCulture, $"{name}{index}-{Interlocked.Increment(ref _generation)}"),
            ids(index),
            time,
            cancellationToken);

    private sealed class Seat(int index)
    {
        public int Index { get; } = index;

        public SlotProcess? Slot { get; set; }
    }
}
