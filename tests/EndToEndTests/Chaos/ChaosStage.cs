using System.Collections.Concurrent;
using System.Diagnostics;

using Guide.StageHost;

namespace Guide.EndToEndTests.Chaos;

/// <summary>One stage as a process of its own; killed at a fault point or from outside, and started again.</summary>
internal sealed class ChaosStage(Stage stage, IReadOnlyList<string> arguments) : IDisposable
{
    private const int KilledExitCode = 128 + 9;

    private readonly ConcurrentQueue<string> _lines = new();
    private Process? _process;

    public Stage Stage { get; } = stage;

    /// <summary>How often it ended by SIGKILL.</summary>
    public int Kills { get; private set; }

    /// <summary>The process that runs now; null = none.</summary>
    public int? ProcessId => _process is { HasExited: false } process ? process.Id : null;

    public string Log => string.Join('\n', _lines.TakeLast(30));

    private string Assembly => Stage switch
    {
        Stage.Producer => "Guide.Producer",
        Stage.Rollout => "Guide.RolloutConsumer",
        Stage.Verifier => "Guide.VerifierConsumer",
        Stage.Hint => "Guide.HintConsumer",
        Stage.Learner => "Guide.Learner",
        _ => throw new InvalidOperationException($"{Stage}"),
    };

    /// <summary>Runs it until it ends by itself; after each SIGKILL it is started again without the fault.</summary>
    /// <param name="fault">The fault point of the first life, or null.</param>
    /// <param name="cancellationToken">Gives up and kills it.</param>
    /// <returns>The exit code of the last life.</returns>
    public async Task<int> RunAsync(string? fault, CancellationToken cancellationToken)
    {
        while (true)
        {
            var start = new ProcessStartInfo("dotnet")
            {
                UseShellExecute = false,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
                WorkingDirectory = Path.GetTempPath(),
            };
            foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, $"{Assembly}.dll"), .. arguments])
            {
                start.ArgumentList.Add(argument);
            }

            if (fault is not null)
            {
                start.Environment["GUIDE_FAULT"] = fault;
            }

            _process = new Process { StartInfo = start };
            _process.OutputDataReceived += (_, line) => Keep(line.Data);
            _process.ErrorDataReceived += (_, line) => Keep(line.Data);
            _process.Start();
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
            try
            {
                await _process.WaitForExitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
                throw;
            }

            if (_process.ExitCode != KilledExitCode)
            {
                return _process.ExitCode;
            }

            Kills++;
            fault = null;
        }
    }

    /// <summary>Sends a signal to the process that runs now; nothing when none does.</summary>
    public async Task SignalAsync(string name)
    {
        if (_process is { HasExited: false } process)
        {
            using var kill = Process.Start("kill", [$"-{name}", $"{process.Id}"]);
            await kill.WaitForExitAsync();
        }
    }

    public void Dispose()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
        }

        _process?.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _lines.Enqueue(line);
        }
    }
}
