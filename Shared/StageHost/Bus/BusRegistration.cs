using Guide.Contracts.Messages;
using Guide.StageHost.Outages;

using MassTransit;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Guide.StageHost.Bus;

/// <summary>Registers the bus. The same registrations run in memory and on RabbitMQ.</summary>
public static class BusRegistration
{
    private const int SignalsAtOnce = 64;

    /// <summary>
    /// The consumer of a stage's queue. Prefetch = concurrency: a message waits in the queue, where another process of the stage can take
    /// it, not here. Retry is every stage's (<see cref="DeliveryRetry"/>).
    /// </summary>
    /// <param name="services">The process's services.</param>
    /// <param name="stage">Whose queue.</param>
    /// <param name="groups">Messages handled at once; asked when the bus is built, so that options can say it.</param>
    public static IServiceCollection AddGroupConsumer<TConsumer>(this IServiceCollection services, Stage stage, Func<IServiceProvider, int> groups)
        where TConsumer : class, IConsumer
    {
        services.AddSingleton(new StageConsumerRegistration(
            stage,
            typeof(TConsumer),
            static bus => bus.AddConsumer<TConsumer>(),
            (context, endpoint) =>
            {
                var limit = groups(context);
                endpoint.PrefetchCount = limit;
                endpoint.ConcurrentMessageLimit = limit;
                endpoint.UseDeliveryRetry(context);
                endpoint.ConfigureConsumer<TConsumer>(context);
            }));
        return services;
    }

    /// <summary>The consumer of a stage whose messages only wake a loop: a signal costs nothing, so many are taken at once.</summary>
    public static IServiceCollection AddSignalConsumer<TConsumer>(this IServiceCollection services, Stage stage)
        where TConsumer : class, IConsumer =>
        services.AddGroupConsumer<TConsumer>(stage, static _ => SignalsAtOnce);

    /// <summary>A consumer of PolicyUpdated, reached in every process through a temporary endpoint. Its failures are dropped: the database has the truth.</summary>
    public static IServiceCollection AddPolicyListener<TConsumer>(this IServiceCollection services)
        where TConsumer : class, IConsumer<PolicyUpdated>
    {
        services.AddSingleton(new StageConsumerRegistration(
            null,
            typeof(TConsumer),
            static bus => bus.AddConsumer<TConsumer>(),
            static (context, endpoint) => endpoint.ConfigureConsumer<TConsumer>(context)));
        return services;
    }

    /// <summary>
    /// Composes the bus of this process from the stages registered before: call it after every <c>AddX</c>. Needs an
    /// <see cref="IPoisonedGroups"/>.
    /// </summary>
    public static IServiceCollection AddGuideBus(this IServiceCollection services, RunSettings run)
    {
        var registrations = services
            .Where(static service => service.ServiceType == typeof(StageConsumerRegistration))
            .Select(static service => (StageConsumerRegistration)service.ImplementationInstance!)
            .ToArray();

        services.AddStageOptions<BusOptions>("Bus");
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(run);
        services.AddSingleton<BusReadiness>();
        services.AddSingleton<IStageSender, StageSender>();
        services.AddSingleton<GroupDiscarder>();
        services.AddStageOptions<OutageOptions>("Outage");
        services.AddSingleton<Outage>();
        services.AddHostedService(static provider => provider.GetRequiredService<Outage>());
        services.AddHealthChecks().AddCheck<Outage>("outage");

        if (run.Broker is not null)
        {
            services.AddSingleton<BrokerConnector>();
            services.AddSingleton<IServerProbe, BrokerPublishProbe>();
            services.AddHostedService<BrokerStartup>();
            services.AddHostedService<BusWatch>();
        }

        services.Configure<MassTransitHostOptions>(static host => host.WaitUntilStarted = true);
        services.AddMassTransit(bus =>
        {
            foreach (var registration in registrations)
            {
                registration.Add(bus);
            }

            if (run.Broker is null)
            {
                bus.UsingInMemory((context, transport) => InMemoryTransport.Configure(context, transport, run, registrations));
            }
            else
            {
                bus.AddConsumer<DeadLetterConsumer>();
                bus.UsingRabbitMq((context, transport) => RabbitTransport.Configure(context, transport, run, registrations));
            }
        });
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<BusReadiness>());
        return services;
    }
}
