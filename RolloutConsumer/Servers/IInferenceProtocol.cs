using Guide.Contracts;
using Guide.PolicyModel.Sampling;

namespace Guide.RolloutConsumer.Servers;

/// <summary>How one kind of server is spoken to. Stateless; what is known of an endpoint is in <see cref="Endpoint"/>.</summary>
internal interface IInferenceProtocol
{
    /// <summary>Why a recipe cannot be sampled by such a server; null = it can.</summary>
    /// <param name="adapters">Versions after 0 are adapters.</param>
    /// <param name="options">The process's options.</param>
    string? Unfit(bool adapters, InferenceOptions options);

    /// <summary>True: the version is served beside others. False: loading it replaces what is served, so no group may be under way.</summary>
    bool KeepsVersions(ServedVersion version);

    /// <summary>Makes the endpoint ready to sample a version.</summary>
    /// <exception cref="VersionRefusedException">The server says no.</exception>
    /// <exception cref="ServerUnavailableException">It does not answer.</exception>
    Task LoadAsync(Endpoint endpoint, ServedVersion version, CancellationToken cancellationToken);

    /// <summary>Frees what an older version holds; a failure does no harm.</summary>
    Task UnloadAsync(Endpoint endpoint, ServedVersion version, CancellationToken cancellationToken);

    /// <summary>Samples all completions of a group.</summary>
    /// <exception cref="GuideException">The server cannot give what training needs; the run cannot go on with it.</exception>
    /// <exception cref="ServerUnavailableException">It does not answer, or not now.</exception>
    /// <exception cref="WrongVersionException">It answered under other weights.</exception>
    Task<IReadOnlyList<SampledCompletion>> SampleAsync(Endpoint endpoint, ServedVersion version, GroupRequest request, CancellationToken cancellationToken);

    /// <summary>Log-probs of the likeliest next tokens as the server reports them at a temperature, by id: what <see cref="TemperatureCheck"/> compares.</summary>
    Task<IReadOnlyDictionary<int, double>> NextTokenAsync(
        Endpoint endpoint, ServedVersion version, int[] context, double temperature, CancellationToken cancellationToken);
}
