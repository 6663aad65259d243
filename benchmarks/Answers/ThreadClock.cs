using System.Runtime.InteropServices;

namespace Guide.Benchmarks.Answers;

/// <summary>Processor time of the calling thread, so that other work on the machine does not count.</summary>
internal static partial class ThreadClock
{
    private const int ThreadProcessorTime = 3;

    /// <summary>Milliseconds.</summary>
    public static double Now()
    {
        return Time(ThreadProcessorTime, out var now) == 0 ? (now.Seconds * 1000.0) + (now.Nanoseconds / 1e6) : throw new InvalidOperationException("clock_gettime failed");
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Time(int clock, out Timespec now);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
