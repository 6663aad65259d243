namespace Guide.Cli.Running;

/// <summary>Measures one session of a run and notes it every few seconds.</summary>
internal sealed class WorkClock(RunFolder folder, string runId, TimeProvider time)
{
    private static readonly TimeSpan NoteEvery = TimeSpan.FromSeconds(5);

    private readonly WorkTime _before = WorkTime.Find(folder, runId) ?? new WorkTime(0, 0);
    private readonly long _started = time.GetTimestamp();
    private long _noted = time.GetTimestamp();

    /// <summary>Notes the time if that was not done for some seconds.</summary>
    public void Tick()
    {
        if (time.GetElapsedTime(_noted) >= NoteEvery)
        {
            Note();
        }
    }

    /// <summary>Notes the time.</summary>
    public void Note()
    {
        _noted = time.GetTimestamp();
        new WorkTime(_before.Seconds + time.GetElapsedTime(_started).TotalSeconds, _before.Sessions + 1).Write(folder, runId);
    }
}
