using System.Text.Json.Nodes;

namespace Guide.RolloutConsumer.Servers;

/// <summary>The operator's own way of giving an endpoint new weights: an address that is called and waited for.</summary>
internal sealed class ReloadHook(InferenceOptions options, TimeProvider time)
{
    /// <summary>Asks for a version.</summary>
    /// <exception cref="VersionRefusedException">The hook says no, or there is none.</exception>
    public async Task CallAsync(Endpoint endpoint, ServedVersion version, CancellationToken cancellationToken)
    {
        if (options.ReloadUrl.Length == 0)
        {
            throw new VersionRefusedException($"{endpoint.Address} does not serve {version.Name}, and there is no Inference:ReloadUrl to make it");
        }

        var answer = await ServerCall.PostAsync(
            endpoint,
            options.ReloadUrl,
            new JsonObject { ["endpoint"] = endpoint.Address.AbsoluteUri.TrimEnd('/'), ["folder"] = version.Folder, ["version"] = version.Version, ["name"] = version.Name },
            time,
            cancellationToken);
        if (!answer.IsSuccess)
        {
            throw new VersionRefusedException($"{options.ReloadUrl} refuses policy version {version.Version} with {(int)answer.Status}: {answer.Reason}");
        }
    }
}
