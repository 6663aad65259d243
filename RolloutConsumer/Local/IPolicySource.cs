using Guide.Storage.Entities;

namespace Guide.RolloutConsumer.Local;

/// <summary>Brings policy versions into memory. (A null policy measures the pipeline without sampling.)</summary>
public interface IPolicySource
{
    /// <summary>Loads a committed version. One call at a time, on a thread of the engine or of its loader.</summary>
    /// <exception cref="Exception">The checkpoint cannot be used; the message says why in one line.</exception>
    SamplingPolicy Load(PolicyVersionRow version);
}
