namespace Guide.StageHost;

/// <summary>What <c>guide stage NAME --help</c> prints.</summary>
internal static class StageHelp
{
    /// <summary>The help of a stage.</summary>
    public static string Of(Stage stage) =>
        $"""
        guide stage {stage.Name()}: one stage of a distributed run

          --run R            the run (GUIDE_RUN)
          --broker URI       amqp://user:password@host:5672/vhost (GUIDE_BROKER)
          --database TEXT    connection string of PostgreSQL (GUIDE_DATABASE)
          --checkpoints DIR  folder of the checkpoints, shared by all stages (GUIDE_CHECKPOINTS)
          --http-port N      /health/live, /health/ready and /metrics; 0 (default): a free port (GUIDE_HTTP_PORT)
          --log-level L      Information (default), Debug, Warning … (GUIDE_LOG_LEVEL)
          --Section:Key V    an option of the stage, for example --Bus:ConnectTimeout 00:01:00 (GUIDE_BUS__CONNECTTIMEOUT)

        Example: guide stage {stage.Name()} --run quickstart-1 --broker amqp://localhost --database "Host=localhost;Database=guide" --checkpoints runs/quickstart-1/checkpoints
        """;
}
