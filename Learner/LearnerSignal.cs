using Guide.StageHost.Runs;

namespace Guide.Learner;

/// <summary>A lineage is final.</summary>
internal sealed class LearnerSignal : WakeSignal;
