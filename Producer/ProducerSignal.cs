using Guide.StageHost.Runs;

namespace Guide.Producer;

/// <summary>Something has changed that may make room.</summary>
internal sealed class ProducerSignal : WakeSignal;
