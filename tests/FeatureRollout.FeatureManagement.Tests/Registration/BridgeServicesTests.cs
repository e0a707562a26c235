using FeatureRollout.Registration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;

namespace FeatureRollout.FeatureManagement.Tests.Registration;

[Trait("Requirement", "F-20")]
public sealed class BridgeServicesTests
{
    [Fact]
    public async Task The_order_of_calls_does_not_matter()
    {
        Action<IServiceCollection>[] calls =
        [
            services => services.AddFeatureRollout(),
            services => services.AddFeatureManagement(Bridged.Configuration("""{ "there": true }""").GetSection("FeatureManagement")).WithTargeting<Caller>(),
            services => services.AddFeatureManagement().AddFeatureRollout(),
            services => services.AddSingleton<IFeatureFlags>(FeatureFlags.FromJson("""{ "flags": { "here": {} } }""")),
        ];
        foreach (var order in new int[][] { [0, 1, 2, 3], [2, 1, 0, 3], [3, 2, 0, 1], [1, 2, 3, 0], [2, 3, 1, 0], [2, 0, 2, 3, 1, 2] })
        {
            var services = new ServiceCollection().AddSingleton(Bridged.Configuration("{}"));
            foreach (var call in order)
            {
                calls[call](services);
            }

            await using var provider = services.BuildServiceProvider();
            Assert.True(await provider.Manager().IsEnabledAsync("there"), string.Join(' ', order));
            Assert.Contains("here", await provider.Manager().GetFeatureNamesAsync().ToArrayAsync(), StringComparer.Ordinal);
        }
    }

    [Theory]
    [InlineData(false, ServiceLifetime.Singleton)]
    [InlineData(true, ServiceLifetime.Scoped)]
    public void The_managers_live_as_long_as_before(bool isScoped, ServiceLifetime expected)
    {
        var services = new ServiceCollection();
        (isScoped ? services.AddScopedFeatureManagement() : services.AddFeatureManagement()).AddFeatureRollout();

        ServiceLifetime Lifetime(Type type) => Assert.Single(services, service => service.ServiceType == type && !service.IsKeyedService).Lifetime;
        Assert.Equal((expected, expected), (Lifetime(typeof(IFeatureManager)), Lifetime(typeof(IVariantFeatureManager))));
        Assert.Equal((ServiceLifetime.Scoped, ServiceLifetime.Scoped), (Lifetime(typeof(IFeatureManagerSnapshot)), Lifetime(typeof(IVariantFeatureManagerSnapshot))));
    }

    [Fact]
    public async Task A_scoped_manager_asks_the_accessor_of_its_scope()
    {
        using var flags = FeatureFlags.FromJson("""{ "flags": { "f": { "percentage": 0, "include": ["acme"] } } }""");
        await using var services = Bridged.Services(flags, isScoped: true, more: builder => builder.Services.AddScoped<ITargetingContextAccessor, Caller>());
        using var acme = services.CreateScope();
        using var globex = services.CreateScope();
        ((Caller)acme.ServiceProvider.GetRequiredService<ITargetingContextAccessor>()).Now = new TargetingContext { UserId = "acme" };

        Assert.True(await acme.ServiceProvider.Manager().IsEnabledAsync("f"));
        Assert.False(await globex.ServiceProvider.Manager().IsEnabledAsync("f"));
    }

    [Fact]
    public void Calling_it_again_adds_nothing_twice()
    {
        var services = new ServiceCollection();
        var builder = services.AddFeatureManagement().AddFeatureRollout();
        var before = services.Count(service => service.ServiceType.Namespace == typeof(IFeatureManager).Namespace);

        builder.AddFeatureRollout().AddFeatureRollout();

        Assert.Equal(before, services.Count(service => service.ServiceType.Namespace == typeof(IFeatureManager).Namespace));
    }

    [Fact]
    public async Task A_manager_of_the_applications_own_goes_on_answering_what_is_not_here_and_is_disposed_with_the_services()
    {
        var services = new ServiceCollection().AddSingleton(Bridged.Configuration("{}")).AddSingleton<IFeatureManager, Own>();
        services.AddFeatureManagement().AddFeatureRollout();
        Own own;
        await using (var provider = services.BuildServiceProvider())
        {
            Assert.True(await provider.Manager().IsEnabledAsync("anything"));
            own = (Own)provider.GetRequiredKeyedService<IFeatureManager>("FeatureRollout.FeatureManagement.Others");
        }

        Assert.True(own.IsDisposed);
    }

    [Fact]
    public void Without_Microsofts_services_it_says_what_to_call()
    {
        var problem = Assert.Throws<InvalidOperationException>(() => BridgeServices.Add(new ServiceCollection()));

        Assert.Contains("services.AddFeatureManagement()", problem.Message, StringComparison.Ordinal);
    }

    private sealed class Own : IFeatureManager, IDisposable
    {
        public bool IsDisposed { get; private set; }

        public Task<bool> IsEnabledAsync(string feature) => Task.FromResult(true);

        public Task<bool> IsEnabledAsync<TContext>(string feature, TContext context) => Task.FromResult(true);

        public IAsyncEnumerable<string> GetFeatureNamesAsync() => AsyncEnumerable.Empty<string>();

        public void Dispose() => IsDisposed = true;
    }
}
