using FeatureRollout.Access;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FeatureRollout.AspNetCore.Tests.Access;

[Trait("Requirement", "F-33")]
[Trait("Requirement", "F-22")]
public sealed class WebOptionsTests
{
    private const string Key = "0123456789abcdef";

    public static TheoryData<string, Action<FeatureRolloutWebOptions>> Wrong => new()
    {
        { "ApiKeys[0].Key must be at least 16 characters", options => Add(options, "a", "0123456789abcde") },
        { "ApiKeys[0].Key must be at least 16 characters", options => Add(options, "a", "0123456789 abcdef") },
        { "ApiKeys[0].Key must be at least 16 characters", options => Add(options, "a", "0123456789abcdéf") },
        { "ApiKeys[0].Key must be at least 16 characters", options => Add(options, "a", null!) },
        { "ApiKeys[0].Name must be 1 to 128 characters", options => Add(options, "", Key) },
        { "ApiKeys[0].Name must be 1 to 128 characters", options => Add(options, " ", Key) },
        { "ApiKeys[0].Name must be 1 to 128 characters", options => Add(options, new string('a', 129), Key) },
        { "ApiKeys[0].Name must be 1 to 128 characters", options => Add(options, "a\nb", Key) },
        { "ApiKeys[0].Name must be 1 to 128 characters", options => Add(options, null!, Key) },
        { "ApiKeys[0].Name must be a name that the audit does not have", options => Add(options, "Controller", Key) },
        { "ApiKeys[0].Name must be a name that the audit does not have", options => Add(options, "sql:postgres", Key) },
        { "ApiKeys[1].Name must be different", options => { Add(options, "a", Key); Add(options, "a", Key + "2"); } },
        { "ApiKeys[1].Key must be different", options => { Add(options, "a", Key); Add(options, "b", Key); } },
        { "ApiKeys[0].Role must be one of", options => Add(options, "a", Key, 0) },
        { "ApiKeys[0] is null", options => options.ApiKeys.Add(null!) },
        { "LoopbackRole must be null or one of", options => options.LoopbackRole = (FeatureRolloutRole)5 },
        { "DangerousAnonymousRole must be null or one of", options => options.DangerousAnonymousRole = 0 },
        { "OperatePolicy must be null or the name", options => options.OperatePolicy = " " },
        { "MaxRequestBytes must be from 1,024", options => options.MaxRequestBytes = 1023 },
        { "MaxArchiveBytes must be from 1,024", options => options.MaxArchiveBytes = 1023 },
        { "MaxRequestBytes must be from 1,024", options => options.MaxRequestBytes = 104_857_601 },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void A_wrong_option_fails_at_the_mapping_by_its_name(string message, Action<FeatureRolloutWebOptions> configure)
    {
        var problem = Assert.Throws<InvalidOperationException>(() => Map(configure));

        Assert.StartsWith("MapTest: FeatureRolloutWebOptions.", problem.Message, StringComparison.Ordinal);
        Assert.Contains("FeatureRolloutWebOptions." + message, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_also_fails_when_a_host_starts_that_maps_nothing()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddFeatureRollout().AddMemory(new MemoryProvider()).AddWeb(options => options.MaxRequestBytes = 1);
        await using var app = builder.Build();

        await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync());
    }

    [Fact]
    public void The_widest_allowed_options_are_allowed()
    {
        Map(options =>
        {
            Add(options, new string('a', 128), new string('~', 5000), FeatureRolloutRole.Evaluate);
            Add(options, "b", "!123456789abcdef", FeatureRolloutRole.Administer);
            options.MaxRequestBytes = 104_857_600;
        });
        Map(options =>
        {
            options.LoopbackRole = FeatureRolloutRole.Evaluate;
            options.MaxRequestBytes = 1024;
        });
    }

    [Fact]
    public void Mapping_where_nobody_is_let_in_says_what_could_be_set()
    {
        var problem = Assert.Throws<InvalidOperationException>(() => Map(_ => { }));

        Assert.All(
            ["MapTest", "ApiKeys", "EvaluatePolicy", "ReadPolicy", "OperatePolicy", "AdministerPolicy", "LoopbackRole", "DangerousAnonymousRole"],
            name => Assert.Contains(name, problem.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Mapping_without_AddWeb_says_so_too()
    {
        using var services = new ServiceCollection().BuildServiceProvider();

        var problem = Assert.Throws<InvalidOperationException>(() => AccessGate.Of(services, "MapTest"));

        Assert.Contains("AddWeb", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Calling_AddWeb_again_adds_to_the_options_and_one_gate_serves_all_mappings()
    {
        var services = new ServiceCollection();
        services.AddFeatureRollout().AddWeb(options => Add(options, "a", Key)).AddWeb(options => Add(options, "b", Key + "2"));
        services.AddFeatureRollout().AddWeb(options => options.LoopbackRole = FeatureRolloutRole.Read);
        using var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });

        var gate = AccessGate.Of(provider, "MapOne");

        Assert.Same(gate, AccessGate.Of(provider, "MapTwo"));
        Assert.Equal(
            [new(CallerKind.ApiKey, "a", FeatureRolloutRole.Read), new(CallerKind.ApiKey, "b", FeatureRolloutRole.Read), new(CallerKind.Loopback, "loopback", FeatureRolloutRole.Read)],
            gate.Grants);
    }

    [Fact]
    public void Options_come_from_configuration_and_the_environment_s_form_of_it()
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["FeatureRollout:Web:ApiKeys:0:Name"] = "ci",
            ["FeatureRollout:Web:ApiKeys:0:Key"] = Key,
            ["FeatureRollout:Web:ApiKeys:0:Role"] = "operate",
            ["FeatureRollout:Web:ReadPolicy"] = "support",
            ["FeatureRollout:Web:LoopbackRole"] = "Administer",
            ["FeatureRollout:Web:MaxRequestBytes"] = "2048",
        });
        var services = new ServiceCollection();
        services.AddFeatureRollout().AddWeb(options => configuration.GetSection("FeatureRollout:Web").Bind(options));
        using var provider = services.BuildServiceProvider();

        var options = provider.GetRequiredService<IOptions<FeatureRolloutWebOptions>>().Value;

        var key = Assert.Single(options.ApiKeys);
        Assert.Equal(("ci", Key, FeatureRolloutRole.Operate), (key.Name, key.Key, key.Role));
        Assert.Equal(("support", FeatureRolloutRole.Administer, 2048), (options.ReadPolicy, options.LoopbackRole, options.MaxRequestBytes));
    }

    [Fact]
    public void The_antiforgery_cookie_is_safe_by_default()
    {
        var cookie = Antiforgery(_ => { });

        Assert.StartsWith(".AspNetCore.Antiforgery.", cookie.Name, StringComparison.Ordinal);
        Assert.Equal((true, SameSiteMode.Strict, CookieSecurePolicy.SameAsRequest), (cookie.HttpOnly, cookie.SameSite, cookie.SecurePolicy));
    }

    [Fact]
    public void What_the_host_chose_for_its_own_forms_stays()
    {
        var cookie = Antiforgery(services => services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "shop";
            options.Cookie.SecurePolicy = CookieSecurePolicy.Always;
        }));

        Assert.Equal(("shop", CookieSecurePolicy.Always), (cookie.Name, cookie.SecurePolicy));
    }

    private static CookieBuilder Antiforgery(Action<IServiceCollection> host)
    {
        var services = new ServiceCollection();
        host(services);
        services.AddFeatureRollout().AddWeb(_ => { }).AddWeb(_ => { });
        using var provider = services.BuildServiceProvider();
        Assert.NotNull(provider.GetService<IAntiforgery>());
        return provider.GetRequiredService<IOptions<AntiforgeryOptions>>().Value.Cookie;
    }

    private static void Map(Action<FeatureRolloutWebOptions> configure)
    {
        var services = new ServiceCollection();
        services.AddFeatureRollout().AddWeb(configure);
        using var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
        AccessGate.Of(provider, "MapTest");
    }

    private static void Add(FeatureRolloutWebOptions options, string name, string key, FeatureRolloutRole role = FeatureRolloutRole.Read) =>
        options.ApiKeys.Add(new() { Name = name, Key = key, Role = role });
}
