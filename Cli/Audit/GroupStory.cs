using Guide.Storage.Entities;

namespace Guide.Cli.Audit;

/// <summary>A group with its rollouts, each with its verdicts (every attempt) and what the step did with it.</summary>
internal sealed record GroupStory(GroupRow Group, IReadOnlyList<RolloutStory> Rollouts);
