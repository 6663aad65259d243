using System.CommandLine;

using Guide.Commands;
using Guide.Contracts;
using Guide.Storage;

namespace Guide.VerificationService.Fleet;

/// <summary>The options on a command line that say where a fleet's workers are.</summary>
internal sealed class FleetOptions
{
    private const int LinesOfAPart = 256;

    /// <summary>To be a worker.</summary>
    public Option<bool> Work { get; } = new("--work") { Description = "Be a worker of a fleet until stopped: judge parts of the files that others give to --broker. --jobs is then one for each processor unless given." };

    /// <summary>The broker.</summary>
    public Option<string?> Broker { get; } = new("--broker") { Description = "Judge the file by the workers of this broker: amqp://user:password@host:5672/vhost (with --database alone: GUIDE_BROKER).", HelpName = "URI" };

    /// <summary>The database.</summary>
    public Option<string?> Database { get; } = new("--database") { Description = "With --broker or --work: keeps what is judged until the output is whole; the workers name the same one: postgres://user:password@host:port/name (or GUIDE_DATABASE).", HelpName = "URL" };

    /// <summary>Lines of a part.</summary>
    public Option<int?> Lines { get; } = NumberOption.Optional("--part-lines", $"With --broker: lines that a worker takes at once ({LinesOfAPart}; fewer where a case takes long).", least: 1, most: 100_000);

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [Work, Broker, Database, Lines];

    /// <summary>Whether the command line speaks of a fleet at all.</summary>
    public bool IsMeant(ParseResult parsed) => parsed.GetValue(Work) || parsed.GetValue(Broker) is not null || parsed.GetValue(Database) is not null;

    /// <summary>Lines of a part.</summary>
    public int LinesOf(ParseResult parsed) => parsed.GetValue(Lines) ?? LinesOfAPart;

    /// <summary>Opens broker and database.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="verifiers">Version of the verifiers.</param>
    /// <param name="notes">Told when a server is away.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="GuideException">One is not named, or cannot be used.</exception>
    public async Task<(FleetPlace Place, GuideDatabase Database)> OpenAsync(ParseResult parsed, string verifiers, TextWriter notes, CancellationToken cancellationToken)
    {
        var broker = Named(parsed.GetValue(Broker), "GUIDE_BROKER", "--broker");
        var database = DatabaseConnection.Open(Named(parsed.GetValue(Database), "GUIDE_DATABASE", "--database"));
        try
        {
            var place = new FleetPlace(broker, database, verifiers, notes, FleetPlace.Patience, TimeProvider.System);
            await place.PrepareAsync(cancellationToken);
            return (place, database);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    private static string Named(string? given, string variable, string option) =>
        given is { Length: > 0 } ? given
        : Environment.GetEnvironmentVariable(variable) is { Length: > 0 } set ? set
        : throw GuideException.Usage($"{option} (or {variable}) is missing: a fleet meets at a broker and in a database.");
}
