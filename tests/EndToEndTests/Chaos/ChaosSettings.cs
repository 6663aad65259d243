using Guide.StageHost;

namespace Guide.EndToEndTests.Chaos;

/// <summary>The stages' time-outs, scaled down so that what takes minutes in production takes seconds here.</summary>
internal static class ChaosSettings
{
    /// <summary>Of both leases.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);

    private static readonly string[] Common =
    [
        "--Claims:Duration", "00:00:05", "--Bus:ConfirmTimeout", "00:00:03", "--Bus:SendTimeout", "00:00:05", "--Bus:Heartbeat", "00:00:03", "--Bus:DeliveryLimit", "1000",
        "--Database:IdleInTransactionTimeout", "00:00:02", "--Database:LockTimeout", "00:00:02", "--Outage:ProbeEvery", "00:00:00.500", "--Watch:DatabaseTimeout", "00:10:00",
        "--Bus:ConnectTimeout", "00:10:00",
    ];

    /// <summary>On a stage's command line.</summary>
    public static string[] Of(Stage stage) => stage switch
    {
        Stage.Producer =>
        [
            .. Common, "--Producer:LeaseDuration", $"{Lease}", "--Reconciliation:FirstDelay", "00:00:02", "--Reconciliation:Every", "00:00:01", "--Reconciliation:MaxSends", "20",
        ],
        Stage.Learner => [.. Common, "--Learner:LeaseDuration", $"{Lease}"],
        _ => Common,
    };
}
