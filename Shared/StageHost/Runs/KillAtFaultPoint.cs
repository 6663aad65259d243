using System.Diagnostics;
using Guide.Contracts;

namespace Guide.StageHost.Runs;

/// <summary>Ends the process with SIGKILL when it comes to a place for the n-th time: <c>GUIDE_FAULT=rollout.committed:3</c>.</summary>
internal sealed class KillAtFaultPoint : IFaultPoints
{
    public const string Variable = "GUIDE_FAULT";

    private readonly string _point;
    private int _left;

    public KillAtFaultPoint(string specification)
    {
        var parts = specification.Split(':');
        if (parts.Length != 2 || !int.TryParse(parts[1], out _left) || _left < 1)
        {
            throw GuideException.Usage($"{Variable} must look like rollout.committed:3; got '{specification}'.");
        }

        _point = parts[0];
    }

    public void Reached(string point)
    {
        if (point == _point && Interlocked.Decrement(ref _left) == 0)
        {
            using var self = Process.GetCurrentProcess();
            self.Kill();
            // SIGKILL is on its way; nothing may follow the point.
            using var never = new ManualResetEventSlim();
            never.Wait();
        }
    }
}
