using System.Runtime.CompilerServices;
using FeatureRollout.Evaluation.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace FeatureRollout.Requests;

/// <summary>Records how requests went under the flags that they asked for.</summary>
internal static class RequestOutcomes
{
    private const string Used = "FeatureRollout.UseFeatureRollout";
    private const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel";

    private static readonly ConditionalWeakTable<IHostApplicationLifetime, object> Applications = [];

    public static IApplicationBuilder Use(IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (!app.Properties.TryAdd(Used, true))
        {
            return app;
        }

        var services = app.ApplicationServices;
        _ = services.GetService<IFeatureFlags>()
            ?? throw new InvalidOperationException("UseFeatureRollout() needs the flags: call services.AddFeatureRollout().");
        var time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var recorder = new OutcomeRecorder(Options(services));
        var lifetime = services.GetService<IHostApplicationLifetime>();
        if (lifetime is not null)
        {
            Applications.TryAdd(lifetime, recorder);
        }

        // Every server promises to tell the end of a response; Kestrel alone is known to do it whatever happens.
        var tellsEnds = services.GetService<IServer>()?.GetType().Assembly.GetName().Name?.StartsWith(Kestrel, StringComparison.Ordinal) == true;
        return app.Use(next =>
        {
            NoteReadsUntilStopped(lifetime);
            return new OutcomeMiddleware(next, recorder, time, tellsEnds).InvokeAsync;
        });
    }

    /// <summary>Whether an application has the middleware.</summary>
    public static bool IsUsed(IHostApplicationLifetime lifetime) => Applications.TryGetValue(lifetime, out _);

    /// <summary>From when the host makes its pipeline, as it starts: one that is built and never started changes nothing.</summary>
    private static void NoteReadsUntilStopped(IHostApplicationLifetime? lifetime)
    {
        RequestReads.Start();
        lifetime?.ApplicationStopped.Register(RequestReads.Stop);
    }

    /// <summary>The options, also where nobody has called <c>AddWeb</c>.</summary>
    public static FeatureRolloutWebOptions Options(IServiceProvider services) =>
        services.GetService<IOptions<FeatureRolloutWebOptions>>()?.Value ?? new FeatureRolloutWebOptions();
}
