using Guide.Contracts;
using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Lora;
using Guide.StageHost.Runs;
using Guide.Storage.Entities;

namespace Guide.RolloutConsumer.Servers;

/// <summary>The versions that servers may be asked for: files checked against the committed hash, the one in use and the one before it. Thread-safe.</summary>
internal sealed class ServedVersions(ActiveRun run, PolicyVersions versions, InferenceOptions options) : IDisposable
{
    private readonly Lock _lock = new();

    // Many groups may need the same version at once: one of them hashes its files.
    private readonly SemaphoreSlim _loading = new(1, 1);
    private readonly Dictionary<int, ServedVersion> _exact = [];
    private readonly Dictionary<int, VersionGoneException> _gone = [];
    private ServedVersion? _current;
    private ServedVersion? _previous;

    /// <summary>The version in use.</summary>
    public ServedVersion Current
    {
        get
        {
            lock (_lock)
            {
                return _current!;
            }
        }
    }

    /// <summary>The version in use, as long as it is not below what a group may be sampled at.</summary>
    /// <exception cref="VersionRefusedException">It is.</exception>
    public ServedVersion Suitable(int minimum) => Current is var version && version.Version >= minimum
        ? version
        : throw new VersionRefusedException($"policy version {minimum} is needed, and only {version.Version} could be loaded");

    /// <summary>The run's newest version, before any group.</summary>
    public async Task<ServedVersion> FirstAsync(CancellationToken cancellationToken)
    {
        var first = await LoadNeededAsync(minimum: 0, exact: false, cancellationToken);
        Use(first);
        return first;
    }

    /// <summary>Sees to it that the version in use is one that a group may be sampled at.</summary>
    /// <exception cref="GuideException">None can be had after the allowed attempts.</exception>
    public async Task RequireAsync(int minimum, CancellationToken cancellationToken)
    {
        if (Current.Version >= minimum)
        {
            return;
        }

        await _loading.WaitAsync(cancellationToken);
        try
        {
            if (Current.Version < minimum)
            {
                Use(await LoadNeededAsync(minimum, exact: false, cancellationToken));
            }
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>Exactly this version, for an evaluation; what is in use stays. Its files are hashed once for all its groups.</summary>
    /// <exception cref="VersionGoneException">It cannot be had after the allowed attempts.</exception>
    public async Task<ServedVersion> ExactAsync(int version, CancellationToken cancellationToken)
    {
        if (Current is var current && current.Version == version)
        {
            return current;
        }

        await _loading.WaitAsync(cancellationToken);
        try
        {
            if (_gone.TryGetValue(version, out var gone))
            {
                throw gone;
            }

            return _exact.TryGetValue(version, out var known) ? known : _exact[version] = await LoadNeededAsync(version, exact: true, cancellationToken);
        }
        catch (GuideException exception)
        {
            throw _gone[version] = new VersionGoneException(version, exception);
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>A version is used from now on, unless a newer one is.</summary>
    public void Use(ServedVersion version)
    {
        lock (_lock)
        {
            if (_current is not null && version.Version <= _current.Version)
            {
                return;
            }

            (_previous, _current) = (_current, version);
        }

        versions.Use(version.Version);
    }

    /// <summary>A version that servers refuse: if it is in use, the one before it is used again.</summary>
    public void Refuse(int version, string reason)
    {
        int? steppedBackTo = null;
        lock (_lock)
        {
            if (_current?.Version == version && _previous is not null)
            {
                (_current, _previous) = (_previous, null);
                steppedBackTo = _current.Version;
            }
        }

        if (steppedBackTo is { } previous)
        {
            versions.StepBack(version, previous, reason);
        }
        else
        {
            versions.Refuse(version, reason);
        }
    }

    /// <summary>The files of a version, as they were committed.</summary>
    /// <exception cref="VersionRefusedException">They are others.</exception>
    public ServedVersion Check(PolicyVersionRow row)
    {
        var folder = FolderOf(row);
        var sha256 = PolicyCheckpoint.Sha256(folder);
        return sha256 == row.CheckpointSha256
            ? new ServedVersion(
                row.Version,
                $"guide-{run.RunId}-v{row.Version:D6}-{sha256[..8]}",
                options.Checkpoints.Length == 0 ? folder : $"{options.Checkpoints.TrimEnd('/')}/{row.CheckpointUri}",
                LoraAdapter.IsAdapter(folder))
            {
                LocalFolder = folder,
            }
            : throw new VersionRefusedException($"{folder}: the weights' SHA-256 is {sha256}, not {row.CheckpointSha256}");
    }

    public void Dispose() => _loading.Dispose();

    private string FolderOf(PolicyVersionRow row) => Path.GetFullPath(run.Folder(row));

    // Apart from the callers' threads: hashing gigabytes takes its time.
    private Task<ServedVersion> LoadNeededAsync(int minimum, bool exact, CancellationToken cancellationToken) =>
        Task.Run(() => versions.LoadNeeded(minimum, exact, Check, cancellationToken), cancellationToken);
}
