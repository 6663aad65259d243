using System.Globalization;

using Microsoft.Extensions.Logging;

namespace Guide.Cli.Running;

/// <summary>Appends what the stages log to a file of the run folder, a line each; the terminal belongs to the progress.</summary>
internal sealed class FileLoggerProvider(string path, TimeProvider time) : ILoggerProvider
{
    private readonly StreamWriter _writer = Open(path);
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _writer.Dispose();
        }
    }

    private static StreamWriter Open(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read)) { AutoFlush = true };
    }

    private void Write(string category, LogLevel level, string message, Exception? exception)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyy-MM-dd HH:mm:ss.fff} {level} {category}: {message}");
        lock (_gate)
        {
            if (_writer.BaseStream is null)
            {
                return;
            }

            _writer.WriteLine(line.ReplaceLineEndings(" "));
            if (exception is not null)
            {
                _writer.WriteLine(exception);
            }
        }
    }

    /// <summary>One category; a scope per host has none of its own, so the file may be shared by several hosts: they do not dispose it.</summary>
    private sealed class Logger(FileLoggerProvider owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            owner.Write(category, logLevel, formatter(state, exception), exception);
    }
}
