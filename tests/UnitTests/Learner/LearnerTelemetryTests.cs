using System.Diagnostics.Metrics;

using Guide.Learner;

using Microsoft.Extensions.DependencyInjection;

namespace Guide.UnitTests.Learner;

public sealed class LearnerTelemetryTests
{
    [Fact]
    public void The_newest_steps_figures_are_served_by_name()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        using var telemetry = new LearnerTelemetry(meters);
        var served = new Dictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "guide.learner.training" && ReferenceEquals(instrument.Meter.Scope, meters))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) => served[(string)tags[0].Value!] = value);
        listener.Start();

        listener.RecordObservableInstruments();
        Assert.Empty(served);

        telemetry.Stepped(1, [], new Dictionary<string, double> { ["loss"] = 3 }, TimeSpan.FromSeconds(1));
        telemetry.Stepped(2, [], new Dictionary<string, double> { ["loss"] = 0.5, ["unguided/reward_mean"] = 0.25 }, TimeSpan.FromSeconds(1));
        listener.RecordObservableInstruments();
        Assert.Equal(new Dictionary<string, double> { ["loss"] = 0.5, ["unguided/reward_mean"] = 0.25 }, served);
    }
}
