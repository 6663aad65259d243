namespace Guide.Cli.Replay;

/// <summary>What today's verifiers say about a run's stored rollouts.</summary>
/// <param name="RunId">The run.</param>
/// <param name="VerifierSetVersion">Today's verifiers.</param>
/// <param name="Groups">Groups that were sampled.</param>
/// <param name="GroupsLookedAt">Of them, those that were looked at.</param>
/// <param name="Sample">Share of the groups that was asked for.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Judged">Rollouts judged again.</param>
/// <param name="Unjudged">Rollouts that could not be judged again; they are in no other count.</param>
/// <param name="Flips">Of the judged, those that are judged otherwise.</param>
/// <param name="NeedlessHints">Groups that were hinted although today's verdicts find enough successes in them.</param>
internal sealed record ReplayDiff(
    string RunId, string VerifierSetVersion, long Groups, long GroupsLookedAt, double Sample, int Seed, long Judged, long Unjudged, IReadOnlyList<VerdictFlip> Flips, IReadOnlyList<Guid> NeedlessHints);
