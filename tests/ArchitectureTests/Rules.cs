namespace Guide.ArchitectureTests;

/// <summary>The dependency rules of the layout, as one table that both kinds of test read.</summary>
internal static class Rules
{
    public static readonly string[] Stages = ["Producer", "RolloutConsumer", "VerifierConsumer", "HintConsumer", "Learner"];

    /// <summary>Projects at the top level; the others lie in Shared/.</summary>
    public static readonly string[] Executables = [.. Stages, "SandboxService", "VerificationService", "Cli"];

    /// <summary>Each project and the projects of the solution that it may reference.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> AllowedReferences = new Dictionary<string, string[]>
    {
        ["Contracts"] = [],
        ["Recipes"] = ["Contracts"],
        ["DataSets"] = ["Contracts"],
        ["Answers"] = ["Contracts"],
        ["CodeSandbox"] = ["Contracts"],
        ["OwnVerifiers"] = ["Contracts", "Recipes"],
        ["Commands"] = ["Contracts"],
        ["WebService"] = ["Contracts"],
        ["PolicyModel"] = ["Contracts", "Recipes"],
        ["Storage"] = ["Contracts", "Recipes"],
        ["StageHost"] = ["Contracts", "Recipes", "Storage"],
        ["SandboxService"] = ["Contracts", "Commands", "CodeSandbox", "WebService"],
        ["VerificationService"] = ["Contracts", "Commands", "Recipes", "DataSets", "Answers", "CodeSandbox", "OwnVerifiers", "Storage", "StageHost", "WebService"],
        ["Producer"] = ["Contracts", "Recipes", "Storage", "StageHost"],
        ["RolloutConsumer"] = ["Contracts", "Recipes", "Storage", "StageHost", "PolicyModel"],
        ["VerifierConsumer"] = ["Contracts", "Recipes", "Storage", "StageHost", "Answers", "CodeSandbox", "OwnVerifiers"],

        // Answers: the leak check of hints.
        ["HintConsumer"] = ["Contracts", "Recipes", "Storage", "StageHost", "Answers"],
        ["Learner"] = ["Contracts", "Recipes", "Storage", "StageHost", "PolicyModel"],
        ["Cli"] = ["Contracts", "Commands", "Recipes", "DataSets", "Storage", "StageHost", "PolicyModel", "Answers", "CodeSandbox", "OwnVerifiers", "VerificationService", .. Stages],
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
