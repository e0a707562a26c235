using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FeatureRollout.Rollouts;

/// <summary>Runs the engine while the host runs, whether this process may control or not; it does nothing where there is no store.</summary>
internal sealed class RolloutService(IServiceProvider services) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (services.GetService<IRolloutStateStore>() is null)
        {
            return;
        }

        // Off the start of the host: looking may begin with work on the store.
        await Task.Yield();
        try
        {
            await services.GetRequiredService<RolloutEngine>().RunAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }
}
