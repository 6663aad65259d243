using TorchSharp;

namespace Guide.PolicyModel.Native;

/// <summary>Process-wide state of libtorch.</summary>
public static class TorchRuntime
{
    private static readonly Lock Gate = new();
    private static int _threads;

    /// <summary>Loads libtorch and sets its threads. Idempotent; the last number given holds.</summary>
    /// <param name="threads">
    /// CPU threads of one operation. 1 unless the process has the machine to itself: OpenMP threads that share a core wait for each other,
    /// measured at up to 100 times slower.
    /// </param>
    public static void Initialize(int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        NativeLibraries.EnsureLoaded();
        lock (Gate)
        {
            if (_threads == threads)
            {
                return;
            }

            torch.set_num_threads(threads);
            _threads = threads;
        }
    }

    /// <summary>Initialize(1), unless a number of threads was set already.</summary>
    internal static void InitializeDefault()
    {
        if (_threads == 0)
        {
            Initialize();
        }
    }
}
