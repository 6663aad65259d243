using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.Cli.Replay.Foreign;

/// <summary>How a dump is read and held against our judges.</summary>
/// <param name="Format">Its shape.</param>
/// <param name="Reward">The field of the reward; null = as the format has it.</param>
/// <param name="Gold">The field of the reference answer; null = as the format has it.</param>
/// <param name="Domain">Who judges, where a rollout does not say.</param>
/// <param name="Answer">Where a completion must give its answer.</param>
/// <param name="RightFrom">The reward from which the other trainer called a rollout right.</param>
/// <param name="Sample">Which groups are looked at.</param>
internal sealed record ForeignOptions(ForeignFormat Format, string? Reward, string? Gold, Domain Domain, AnswerFormat Answer, double RightFrom, ReplaySample Sample);
