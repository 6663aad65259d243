using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Guide.VerifierConsumer;

/// <summary>Makes the judges of the run when the process starts: one that cannot be made ends it with one line, before it takes a group.</summary>
internal sealed class JudgeStartup(IServiceProvider provider) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = provider.GetRequiredService<IRolloutJudge>();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
