using Guide.Contracts.Judging;
using Guide.VerificationService.Cases;
using Guide.VerificationService.Endpoints;
using Guide.WebService;

using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Guide.VerificationService;

/// <summary>Verification over HTTP: <c>/verify</c> for everybody, <c>/get_reward</c> as OpenRLHF calls it, <c>/health</c>, <c>/metrics</c>.</summary>
internal static class VerificationWebService
{
    /// <summary>Builds the service.</summary>
    /// <exception cref="Guide.Contracts.GuideException">A setting is out of range (exit code 2).</exception>
    public static WebApplication Build(VerificationServiceOptions options, VerifierSet verifiers, TimeProvider time)
    {
        var most = options.QueueLimit + options.Jobs;
        var builder = WebServiceHost.CreateBuilder("guide-verify", VerificationTelemetry.MeterName, options, most);
        builder.Services.AddSingleton<JudgePool>(_ => new(new CaseJudge(verifiers, time), options.Jobs));
        JudgePool? pool = null;
        var app = WebServiceHost.Build(builder, options, most, () => new { status = "ok", jobs = options.Jobs, busy = pool?.Busy });
        pool = app.Services.GetRequiredService<JudgePool>();
        new VerifyEndpoint(pool, time).Map(app);
        new RewardEndpoint(pool, time).Map(app);
        return app;
    }
}
