using Microsoft.Extensions.DependencyInjection;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;

namespace FeatureRollout.FeatureManagement.Tests.Answers;

/// <summary>What is not known here reaches the managers that were there before with all that was said.</summary>
[Trait("Requirement", "F-20")]
public sealed class HandedOnTests
{
    private static readonly TargetingContext Acme = new() { UserId = "acme" };

    [Fact]
    public async Task The_context_of_a_question_is_handed_on()
    {
        var heard = new Heard();
        await using var services = Services(heard);
        using var scope = services.CreateScope();
        foreach (var manager in new[] { scope.ServiceProvider.Manager(), scope.ServiceProvider.Snapshot() })
        {
            Assert.True(await manager.IsEnabledAsync("there"));
            Assert.Equal(new Question("there", null, default), heard.Last);
            Assert.True(await manager.IsEnabledAsync("there", Acme));
            Assert.Equal(new Question("there", Acme, default), heard.Last);
        }
    }

    [Fact]
    public async Task The_token_of_a_question_is_handed_on()
    {
        var heard = new Heard();
        await using var services = Services(heard);
        using var scope = services.CreateScope();
        using var source = new CancellationTokenSource();
        foreach (var manager in new[] { scope.ServiceProvider.Variants(), scope.ServiceProvider.VariantSnapshot() })
        {
            Assert.True(await manager.IsEnabledAsync("there", source.Token));
            Assert.Equal(new Question("there", null, source.Token), heard.Last);
            Assert.True(await manager.IsEnabledAsync("there", Acme, source.Token));
            Assert.Equal(new Question("there", Acme, source.Token), heard.Last);
            Assert.Equal("blue", (await manager.GetVariantAsync("there", source.Token)).Name);
            Assert.Equal(new Question("there", null, source.Token), heard.Last);
            Assert.Equal("blue", (await manager.GetVariantAsync("there", Acme, source.Token)).Name);
            Assert.Equal(new Question("there", Acme, source.Token), heard.Last);
            _ = await manager.GetFeatureNamesAsync(source.Token).ToArrayAsync(CancellationToken.None);
            Assert.Equal(new Question("*", null, source.Token), heard.Last);
        }

        await foreach (var _ in services.Manager().GetFeatureNamesAsync().WithCancellation(source.Token))
        {
            // Only whose token asks for them is of interest.
        }

        Assert.Equal(source.Token, heard.Names);
    }

    private static ServiceProvider Services(Heard heard)
    {
        var services = new ServiceCollection().AddSingleton<IFeatureFlags>(FeatureFlags.FromJson("""{ "flags": { "here": {} } }""")).AddSingleton(Bridged.Configuration("{}"));
        var builder = services.AddFeatureManagement();
        services.AddSingleton<IFeatureManager>(heard).AddSingleton<IVariantFeatureManager>(heard);
        services.AddScoped<IFeatureManagerSnapshot>(_ => heard).AddScoped<IVariantFeatureManagerSnapshot>(_ => heard);
        builder.AddFeatureRollout();
        return services.BuildServiceProvider();
    }

    private sealed record Question(string Feature, object? Context, CancellationToken Token);

    private sealed class Heard : IFeatureManagerSnapshot, IVariantFeatureManagerSnapshot
    {
        public Question? Last { get; private set; }

        public CancellationToken Names { get; private set; }

        public Task<bool> IsEnabledAsync(string feature) => Task.FromResult(Hear(feature, null, default));

        public Task<bool> IsEnabledAsync<TContext>(string feature, TContext context) => Task.FromResult(Hear(feature, context, default));

        public ValueTask<bool> IsEnabledAsync(string feature, CancellationToken cancellationToken = default) => new(Hear(feature, null, cancellationToken));

        public ValueTask<bool> IsEnabledAsync<TContext>(string feature, TContext context, CancellationToken cancellationToken = default) => new(Hear(feature, context, cancellationToken));

        public ValueTask<Variant> GetVariantAsync(string feature, CancellationToken cancellationToken = default) => Blue(Hear(feature, null, cancellationToken));

        public ValueTask<Variant> GetVariantAsync(string feature, ITargetingContext context, CancellationToken cancellationToken = default) => Blue(Hear(feature, context, cancellationToken));

        public IAsyncEnumerable<string> GetFeatureNamesAsync() => new NoNames(this);

        public IAsyncEnumerable<string> GetFeatureNamesAsync(CancellationToken cancellationToken = default)
        {
            _ = Hear("*", null, cancellationToken);
            return new NoNames(this);
        }

        private static ValueTask<Variant> Blue(bool _) => new(new Variant { Name = "blue" });

        private bool Hear(string feature, object? context, CancellationToken token)
        {
            Last = new Question(feature, context, token);
            return true;
        }

        private sealed class NoNames(Heard heard) : IAsyncEnumerable<string>
        {
            public IAsyncEnumerator<string> GetAsyncEnumerator(CancellationToken cancellationToken = default)
            {
                heard.Names = cancellationToken;
                return AsyncEnumerable.Empty<string>().GetAsyncEnumerator(CancellationToken.None);
            }
        }
    }
}
