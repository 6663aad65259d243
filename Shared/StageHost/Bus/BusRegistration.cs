using Guide.Contracts.Messages;

using MassTransit;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Guide.StageHost.Bus;

/// <summary>Registers the bus. The same registrations run in memory and on RabbitMQ.</summary>
public static class BusRegistration
{
    /// <summary>
    /// A consumer of a stage's queue. Its definition sets prefetch, concurrency and retry in <c>ConfigureConsumer</c>; queue names and
    /// everything else of the transport are set here, in StageHost.
    /// </summary>
    public static IServiceCollection AddStageConsumer<TConsumer, TDefinition>(this IServiceCollection services, Stage stage)
        where TConsumer : class, IConsumer
        where TDefinition : class, IConsumerDefinition<TConsumer>
    {
        services.AddSingleton(new StageConsumerRegistration(
            stage,
            typeof(TConsumer),
            static bus => bus.AddConsumer<TConsumer, TDefinition>(),
            static (context, endpoint) => endpoint.ConfigureConsumer<TConsumer>(context)));
        return services;
    }

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

        if (run.Broker is not null)
        {
            services.AddSingleton<BrokerConnector>();
            services.AddHostedService<BrokerStartup>();
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
