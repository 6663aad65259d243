using Guide.Answers;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.DataSets;

namespace Guide.Cli.Replay.Foreign;

/// <summary>Judges another trainer's rollouts with our verifiers and compares.</summary>
/// <param name="verifiers">Who judges.</param>
/// <param name="options">How the dump is read.</param>
/// <param name="golds">Reference answers by prompt; null = the dump has them.</param>
/// <param name="jobs">Rollouts judged at one time.</param>
internal sealed class ForeignReplay(VerifierSet verifiers, ForeignOptions options, GoldBook? golds, int jobs)
{
    private const int RolloutsPerBatch = 2048;
    private const int RewardsShown = 20;

    private readonly ForeignReader _reader = new(options, golds);
    private readonly ForeignTally _tally = new(options.RightFrom);
    private readonly HashSet<string> _groups = new(StringComparer.Ordinal);

    /// <summary>Reads and judges every file.</summary>
    /// <param name="files">The dump's files.</param>
    /// <param name="progress">Told the number of rollouts judged, batch by batch; null = nobody.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="GuideException">Exit code 2: a row is not of the format, or no row can be compared.</exception>
    public async Task<ForeignDiff> RunAsync(IReadOnlyList<string> files, Action<long>? progress, CancellationToken cancellationToken)
    {
        var batch = new List<ForeignRollout>(RolloutsPerBatch);
        foreach (var file in files)
        {
            await foreach (var item in SourceFile.ReadAsync(file, cancellationToken))
            {
                if (_reader.Read(item, file) is { } rollout && IsLookedAt(rollout))
                {
                    batch.Add(rollout);
                }

                if (batch.Count == RolloutsPerBatch)
                {
                    await JudgeAsync(batch, cancellationToken);
                    progress?.Invoke(_tally.Judged);
                    batch.Clear();
                }
            }
        }

        await JudgeAsync(batch, cancellationToken);
        return _reader.Rows == 0 ? throw GuideException.Usage($"{files[0]}: there is no rollout in it.")
            : _groups.Count == 0 ? throw GuideException.Usage($"{files[0]}: none of {_reader.Rows} rollouts can be compared: {string.Join("; ", _reader.LeftOut.Select(static reason => $"{reason.Value} {reason.Key}"))}.")
            : Diff(files.Count);
    }

    private bool IsLookedAt(ForeignRollout rollout)
    {
        _groups.Add(rollout.Group);
        return options.Sample.Takes(rollout.Group);
    }

    private async Task JudgeAsync(List<ForeignRollout> batch, CancellationToken cancellationToken)
    {
        // The rollouts of a group share their gold: it is read once.
        var golds = batch.Where(static rollout => rollout.Case.Gold is not null).Select(static rollout => (rollout.Case.Domain, Gold: rollout.Case.Gold!)).Distinct()
            .ToDictionary(static gold => gold, static gold => GoldAnswer.TryParse(gold.Domain, gold.Gold, out var parsed, out _) ? parsed : null);
        var verdicts = new Verdict[batch.Count];
        await Parallel.ForAsync(0, batch.Count, new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancellationToken }, async (i, token) =>
        {
            var item = batch[i].Case;
            verdicts[i] = await verifiers.JudgeAtOnceAsync(item.Gold is null ? item : item with { ParsedGold = golds[(item.Domain, item.Gold)] }, token);
        });
        foreach (var (i, rollout) in batch.Index())
        {
            _tally.Add(rollout, verdicts[i]);
        }
    }

    private ForeignDiff Diff(int files)
    {
        var flips = _tally.Flips;
        return new()
        {
            Format = options.Format.Name,
            RewardField = _reader.Reward,
            RightFrom = options.RightFrom,
            Domain = SnakeCaseJson.Word(options.Domain),
            AnswerFrom = options.Answer.Strict ? "one box, strictly" : AnswerFormat.Names(options.Answer.From),
            VerifierSetVersion = verifiers.Version,
            Files = files,
            Rows = _reader.Rows,
            LeftOut = _reader.LeftOut,
            Groups = _groups.Count,
            GroupsLookedAt = _tally.Groups,
            Sample = options.Sample.Share,
            Seed = options.Sample.Seed,
            Judged = _tally.Judged,
            RightToWrong = flips.Count(static flip => flip.WasRight),
            RightToFormatError = flips.Count(static flip => flip.Outcome == VerdictOutcome.FormatError),
            WrongToRight = flips.Count(static flip => !flip.WasRight),
            Unjudged = _tally.Unjudged,
            ClassChanges = _tally.ClassChanges,
            Steps = [.. flips.Where(static flip => flip.Step is not null).GroupBy(static flip => flip.Step!.Value).OrderBy(static step => step.Key).Select(static step => new FlippedStep(step.Key, step.LongCount(), step.LongCount(static flip => flip.Trained)))],
            Rewards = [.. _tally.Rewards.Take(RewardsShown)],
            Flips = flips,
        };
    }
}
