using Microsoft.Extensions.DependencyInjection;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;

namespace FeatureRollout.FeatureManagement.Tests.Answers;

/// <summary>Whom questions are about, and sessions.</summary>
[Trait("Requirement", "F-20")]
public sealed class QuestionsTests
{
    private const string Acme = """{ "flags": { "f": { "percentage": 0, "include": ["acme"], "rules": [{ "when": "groups contains 'ring0'", "percentage": 100 }] } } }""";

    [Fact]
    public async Task The_user_is_the_customer_and_the_groups_are_an_attribute()
    {
        using var flags = FeatureFlags.FromJson(Acme);
        await using var services = Bridged.Services(flags);
        Task<bool> Ask(string? user, params string[]? groups) => services.Manager().IsEnabledAsync("f", new TargetingContext { UserId = user!, Groups = groups! });

        Assert.True(await Ask("acme"));
        Assert.False(await Ask("globex"));
        Assert.False(await Ask(null, null));
        Assert.True(await Ask("globex", "x", "ring0"));
        Assert.True(await Ask("globex", "x", null!, "ring0"));
        Assert.False(await Ask("globex", "Ring0"));
    }

    [Fact]
    public async Task The_applications_own_contexts_and_its_own_way_to_the_caller_are_understood()
    {
        using var flags = FeatureFlags.FromJson(Acme);
        var caller = "acme";
        await using var services = Bridged.Services(flags, configure: options =>
        {
            options.Customer = _ => new ValueTask<EvaluationContext>(caller);
            options.AddContext<Tenant>(tenant => EvaluationContext.For(tenant.Key).With("groups", tenant.Rings));
        });
        var manager = services.Manager();

        Assert.True(await manager.IsEnabledAsync("f"));
        Assert.True(await manager.IsEnabledAsync("f", 42));
        Assert.False(await manager.IsEnabledAsync("f", new Tenant("globex", [])));
        Assert.False(await manager.IsEnabledAsync("f", (object)new Tenant("globex", [])));
        Assert.True(await manager.IsEnabledAsync("f", new Tenant("globex", ["ring0"])));
        Assert.False(await manager.IsEnabledAsync("f", EvaluationContext.For("globex")));
        Assert.False(await manager.IsEnabledAsync("f", new TargetingContext { UserId = "globex" }));
        caller = "globex";
        Assert.False(await manager.IsEnabledAsync<Tenant?>("f", null));
    }

    [Fact]
    public async Task What_a_session_keeps_stands_above_percentages_but_not_above_a_kill_and_every_answer_is_kept()
    {
        using var flags = FeatureFlags.FromJson("""
            { "flags": {
                "nobody": { "percentage": 0 }, "everybody": { "percentage": 100, "variants": { "blue": { "weight": 1 } } },
                "killed": { "enabled": false, "percentage": 100 }, "banned": { "percentage": 100, "exclude": ["acme"] } } }
            """);
        var session = new Session { ["nobody"] = true, ["killed"] = true, ["banned"] = true };
        await using var services = Bridged.Services(
            flags,
            more: builder => builder.Services.AddSingleton<ISessionManager>(session),
            configure: options => options.Customer = _ => new ValueTask<EvaluationContext>("acme"));
        var manager = services.Manager();

        Assert.True(await manager.IsEnabledAsync("nobody"));
        Assert.True(await manager.IsEnabledAsync("everybody"));
        Assert.Equal("blue", (await services.Variants().GetVariantAsync("everybody")).Name);
        Assert.False(await manager.IsEnabledAsync("killed"));
        Assert.False(await manager.IsEnabledAsync("banned"));
        Assert.Equal((true, true, false, false), (session["nobody"], session["everybody"], session["killed"], session["banned"]));
        Assert.Equal(0, flags.GetStatistics("nobody")!.DisabledEvaluations);

        session["everybody"] = false;
        Assert.False(await manager.IsEnabledAsync("everybody", new TargetingContext { UserId = "acme" }));
        Assert.Null(await services.Variants().GetVariantAsync("everybody"));
    }

    [Fact]
    public async Task The_first_session_that_has_an_answer_counts()
    {
        using var flags = FeatureFlags.FromJson("""{ "flags": { "f": { "percentage": 50 } } }""");
        var (empty, first, second) = (new Session(), new Session { ["f"] = true }, new Session { ["f"] = false });
        await using var services = Bridged.Services(flags, more: builder => builder.Services
            .AddSingleton<ISessionManager>(empty).AddSingleton<ISessionManager>(first).AddSingleton<ISessionManager>(second));

        Assert.True(await services.Manager().IsEnabledAsync("f"));
        Assert.Equal((true, true, true), (empty["f"], first["f"], second["f"]));
    }

    [Fact]
    public async Task A_session_keeps_nobody_in_whom_a_schedule_or_a_prerequisite_leaves_out()
    {
        using var flags = FeatureFlags.FromJson("""
            { "flags": {
                "off": { "enabled": false },
                "over": { "percentage": 100, "schedule": { "until": "2020-01-01T00:00:00Z" } }, "needy": { "percentage": 100, "requires": ["off"] } } }
            """);
        var session = new Session { ["over"] = true, ["needy"] = true };
        await using var services = Bridged.Services(flags, more: builder => builder.Services.AddSingleton<ISessionManager>(session));

        Assert.False(await services.Manager().IsEnabledAsync("over"));
        Assert.False(await services.Manager().IsEnabledAsync("needy"));
    }

    private sealed record Tenant(string Key, string[] Rings);

    private sealed class Session : Dictionary<string, bool>, ISessionManager
    {
        public Session()
            : base(StringComparer.Ordinal)
        {
        }

        public Task<bool?> GetAsync(string featureName) => Task.FromResult<bool?>(TryGetValue(featureName, out var kept) ? kept : null);

        public Task SetAsync(string featureName, bool enabled)
        {
            this[featureName] = enabled;
            return Task.CompletedTask;
        }
    }
}
