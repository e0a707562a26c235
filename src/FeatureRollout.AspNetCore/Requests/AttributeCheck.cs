using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace FeatureRollout.Requests;

/// <summary>Refuses to start an application in which <see cref="RequireFeatureAttribute"/> stands on an endpoint and nothing honours it.</summary>
internal sealed class AttributeCheck(IHostApplicationLifetime lifetime, IEnumerable<EndpointDataSource> sources) : IHostedLifecycleService
{
    /// <summary>Only now are all endpoints known.</summary>
    /// <exception cref="InvalidOperationException">There is such an endpoint.</exception>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (!RequestOutcomes.IsUsed(lifetime) && sources.SelectMany(source => source.Endpoints).FirstOrDefault(AttributeGuard.IsGuardedHere) is { } endpoint)
        {
            throw new InvalidOperationException(
                $"{endpoint.DisplayName} has [RequireFeature], which nobody honours there: call app.UseFeatureRollout(), or .RequireFeature(...) on the endpoint.");
        }

        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
