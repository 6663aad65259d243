namespace Guide.ArchitectureTests;

/// <summary>The dependency rules of the layout, as one table that both kinds of test read.</summary>
internal static class Rules
{
    public static readonly string[] Stages = ["Producer", "RolloutConsumer", "VerifierConsumer", "HintConsumer", "Learner"];

    /// <summary>Each project and the projects of the solution that it may reference.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> AllowedReferences = new Dictionary<string, string[]>
    {
        ["Contracts"] = [],
        ["Storage"] = ["Contracts"],
        ["PolicyModel"] = ["Contracts"],
        ["Verification"] = ["Contracts"],
        ["StageHost"] = ["Contracts", "Storage"],
        ["Producer"] = ["Contracts", "Storage", "StageHost"],
        ["RolloutConsumer"] = ["Contracts", "Storage", "StageHost", "PolicyModel"],
        ["VerifierConsumer"] = ["Contracts", "Storage", "StageHost", "Verification"],

        // Verification: the leak check of hints.
        ["HintConsumer"] = ["Contracts", "Storage", "StageHost", "Verification"],
        ["Learner"] = ["Contracts", "Storage", "StageHost", "PolicyModel"],
        ["Cli"] = ["Contracts", "Storage", "StageHost", "PolicyModel", "Verification", .. Stages],
    };

    /// <summary>What only some projects may use: namespaces (as types) and packages (in project files).</summary>
    public static readonly Reserved[] ReservedThings =
    [
        new("TorchSharp", ["TorchSharp"], ["TorchSharp", "libtorch"], ["PolicyModel", "RolloutConsumer", "Learner", "Cli"]),
        new("a transport", ["MassTransit.RabbitMqTransport", "RabbitMQ.Client", "MassTransit.InMemoryTransport"], ["MassTransit.RabbitMQ", "RabbitMQ.Client"], ["StageHost"]),
        new("a database provider", ["Npgsql", "Microsoft.Data.Sqlite", "Microsoft.EntityFrameworkCore.Sqlite"], ["Npgsql", "Microsoft.EntityFrameworkCore.Sqlite", "Microsoft.Data.Sqlite"], ["Storage"]),
    ];

    /// <summary>Namespaces that the pure mathematics of the Learner must not see.</summary>
    public static readonly string[] ForbiddenInObjective =
        ["Microsoft.EntityFrameworkCore", "MassTransit", "Guide.Storage", "Guide.StageHost", "System.IO", "System.Net"];
}
