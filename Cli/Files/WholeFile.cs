using System.Text;

using Guide.Contracts;

namespace Guide.Cli.Files;

/// <summary>
/// A file that a reader never sees half-written, and the one way in which commands write files: it is written beside its place, flushed to
/// the disk and renamed. Until <see cref="Commit"/> what stood there before stands there still; without it nothing is left.
/// </summary>
internal sealed class WholeFile : IAsyncDisposable, IDisposable
{
    private readonly string _path;
    private readonly string? _partial;
    private StreamWriter? _writer;

    private WholeFile(string path, string? partial, FileStream stream) => (_path, _partial, Stream) = (path, partial, stream);

    /// <summary>Takes the contents; belongs to this file.</summary>
    public FileStream Stream { get; }

    /// <summary>Takes the contents as text.</summary>
    public StreamWriter Writer => _writer ??= new StreamWriter(Stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);

    /// <summary>Begins a file. Its folder is made when it is committed.</summary>
    /// <exception cref="GuideException">It cannot be written there.</exception>
    public static WholeFile Create(string path)
    {
        var place = Place(path);
        try
        {
            if (Directory.Exists(place))
            {
                throw GuideException.Usage($"{path}: is a folder, not a file to write.");
            }

            // Devices and pipes are written as they are: a rename would replace the device itself.
            if (IsDevice(place))
            {
                return new WholeFile(place, partial: null, new FileStream(place, FileMode.Open, FileAccess.Write));
            }

            // In the nearest folder that is there, so that a failure leaves no folders behind; a file system does not end between the two.
            var folder = Path.GetDirectoryName(place)!;
            while (!Directory.Exists(folder))
            {
                folder = Path.GetDirectoryName(folder)!;
            }

            var partial = Path.Combine(folder, $".{Path.GetFileName(place)}.{Guid.NewGuid():N}.partial");
            return new WholeFile(place, partial, new FileStream(partial, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, 1 << 16));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, exception);
        }
    }

    /// <summary>True for what is written to without becoming a file: a device, or a descriptor under /proc.</summary>
    public static bool IsDevice(string path)
    {
        var place = Place(path);
        return place.StartsWith("/dev/", StringComparison.Ordinal) || place.StartsWith("/proc/", StringComparison.Ordinal);
    }

    /// <summary>A file with this text.</summary>
    public static void Write(string path, string text)
    {
        using var file = Create(path);
        file.Stream.Write(Encoding.UTF8.GetBytes(text));
        file.Commit();
    }

    /// <summary>Puts the file into its place.</summary>
    /// <exception cref="GuideException">It cannot be written there.</exception>
    public void Commit()
    {
        try
        {
            _writer?.Flush();
            Stream.Flush(flushToDisk: _partial is not null);
            Stream.Dispose();
            if (_partial is not null)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
                File.Move(_partial, _path, overwrite: true);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(_path, exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stream.Dispose();
        if (_partial is not null)
        {
            File.Delete(_partial);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync();
        Dispose();
    }

    /// <summary>A link stays a link: what it points to is replaced.</summary>
    private static string Place(string path)
    {
        var full = Path.GetFullPath(path);
        try
        {
            return File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
        }
        catch (IOException)
        {
            return full;
        }
    }

    private static GuideException Unwritable(string path, Exception exception) => new($"{path}: cannot be written: {exception.Message}", exception);
}
