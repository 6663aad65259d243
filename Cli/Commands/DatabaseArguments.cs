using System.CommandLine;

using Guide.Cli.Files;
using Guide.Cli.Running;
using Guide.Contracts;
using Guide.Storage;

namespace Guide.Cli.Commands;

/// <summary>The options that say where runs are stored: a run folder (default: the newest below runs/) or a database.</summary>
internal sealed class DatabaseArguments
{
    /// <summary>A run folder.</summary>
    public Option<string?> Folder { get; } = new("--run-folder") { Description = "The run folder (default: the newest below runs/).", HelpName = "DIR" };

    /// <summary>A database instead.</summary>
    public Option<string?> Database { get; } = new("--database")
    {
        Description = "A database instead: sqlite:PATH or postgres://user:password@host:port/name.",
        HelpName = "URL",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("GUIDE_DATABASE"),
    };

    /// <summary>Adds both to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(Folder);
        command.Options.Add(Database);
    }

    /// <summary>Opens what the command line names, to be read.</summary>
    /// <exception cref="GuideException">Exit code 2: it is not there; 1: it cannot be used.</exception>
    public Task<GuideDatabase> OpenAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        Connection(parsed) is { } connection ? StoredDatabase.OpenAsync(connection, cancellationToken) : FolderOf(parsed).OpenStoredAsync(cancellationToken);

    /// <summary>The files that are read.</summary>
    public IReadOnlyList<string> Files(ParseResult parsed) =>
        StoredDatabase.FileOf(Connection(parsed) ?? $"sqlite:{FolderOf(parsed).DatabaseFile}") is { } file ? [file] : [];

    /// <summary>The run folder that the command line names.</summary>
    public RunFolder FolderOf(ParseResult parsed) =>
        parsed.GetValue(Folder) is { } path ? RunFolder.Existing(path) : RunFolder.Newest();

    private string? Connection(ParseResult parsed) =>
        parsed.GetValue(Folder) is null && parsed.GetValue(Database) is { Length: > 0 } connection ? connection : null;
}
