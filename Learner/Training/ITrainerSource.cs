using Guide.Storage.Entities;

namespace Guide.Learner.Training;

/// <summary>Brings a committed version back into a trainer. (A null source measures the pipeline without learning.)</summary>
public interface ITrainerSource
{
    /// <summary>Loads weights and optimizer state. Called on the trainer's thread.</summary>
    IPolicyTrainer Load(PolicyVersionRow version);
}
