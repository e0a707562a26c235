using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace FeatureRollout.Access;

/// <summary>Refuses to start an application that maps a part twice at one place: routing would answer requests with 500, some or all.</summary>
internal sealed class MappingCheck(IEnumerable<EndpointDataSource> sources) : IHostedLifecycleService
{
    /// <summary>Only now are all endpoints known, with the conventions that tell them apart.</summary>
    /// <exception cref="InvalidOperationException">There is such a part.</exception>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var places = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var endpoint in sources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<MappedBy>() is { } mapped && !places.Add(PlaceOf(endpoint)))
            {
                throw new InvalidOperationException(
                    $"{mapped.Call}() was called twice, so that {endpoint.DisplayName} is there twice. Call it once. A second dashboard or OFREP needs a path of its own, or RequireHost(...).");
            }
        }

        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The admin API's endpoints have names, which routing wants only once in an application.</summary>
    private static string PlaceOf(RouteEndpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<IEndpointNameMetadata>() is { } named)
        {
            return named.EndpointName;
        }

        var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [];
        var hosts = endpoint.Metadata.GetMetadata<IHostMetadata>()?.Hosts ?? [];
        return FormattableString.Invariant($"{string.Join(',', methods)} {endpoint.RoutePattern.RawText} {string.Join(',', hosts)} {endpoint.Order}");
    }
}
