namespace Guide.Cli.Replay;

/// <summary>What today's verifiers say about a run's stored rollouts.</summary>
/// <param name="RunId">The run.</param>
/// <param name="VerifierSetVersion">Today's verifiers.</param>
/// <param name="Judged">Rollouts judged again.</param>
/// <param name="Flips">Those that are judged otherwise.</param>
/// <param name="NeedlessHints">Groups that were hinted although today's verdicts find enough successes in them.</param>
internal sealed record ReplayDiff(string RunId, string VerifierSetVersion, long Judged, IReadOnlyList<VerdictFlip> Flips, IReadOnlyList<Guid> NeedlessHints);
