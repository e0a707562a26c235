using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using static FeatureRollout.AspNetCore.Tests.Access.GateServer;

namespace FeatureRollout.AspNetCore.Tests.Access;

[Trait("Requirement", "F-33")]
public sealed class PolicyAccessTests
{
    private static readonly Action<FeatureRolloutWebOptions> Policies = options =>
    {
        options.EvaluatePolicy = "anybody";
        options.ReadPolicy = "support";
        options.AdministerPolicy = "platform";
    };

    [Theory]
    [InlineData("name=Ann;team=platform", FeatureRolloutRole.Administer)]
    [InlineData("name=Ann;team=support", FeatureRolloutRole.Read)]
    [InlineData("name=Ann", FeatureRolloutRole.Evaluate)]
    public async Task A_user_has_the_highest_role_whose_policy_he_meets(string user, FeatureRolloutRole role)
    {
        await using var server = await HostAsync(Policies);

        foreach (var needed in Enum.GetValues<FeatureRolloutRole>())
        {
            var answer = await server.SendAsync(needed, headers: ("Users", user));
            Assert.Equal(needed <= role ? 200 : 403, answer.Status);
            Assert.True(needed > role || answer.Text == $"Policy {role} Ann", answer.Text);
        }
    }

    [Theory]
    [InlineData("controller")]
    [InlineData(" Controller ")]
    [InlineData("configuration")]
    [InlineData("anonymous")]
    [InlineData("loopback")]
    [InlineData("sql:postgres")]
    public async Task No_user_stands_in_the_audit_under_the_name_of_somebody_else(string name)
    {
        await using var server = await GateServer.StartAsync(options => options.OperatePolicy = "anybody", HeaderAuthentication.AddTo);

        var answer = await server.SendAsync(FeatureRolloutRole.Operate, headers: ("Users", "name=" + name));

        Assert.Equal($"Policy Operate user {name.Trim()}", answer.Text);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-site", 403)]
    [InlineData("Origin", "null", 403)]
    [InlineData("Origin", "https://evil.example", 403)]
    [InlineData("Origin", "http://localhost", 200)]
    [InlineData("Sec-Fetch-Site", "same-origin", 200)]
    public async Task Another_site_does_not_write_with_what_the_browser_of_a_user_sends_by_itself(string header, string value, int status)
    {
        await using var server = await GateServer.StartAsync(options => options.OperatePolicy = "anybody", HeaderAuthentication.AddTo);

        Assert.Equal(status, (await server.SendAsync(FeatureRolloutRole.Operate, HttpMethod.Post, headers: [("Users", "name=ann"), (header, value)])).Status);
    }

    [Fact]
    public async Task Who_is_not_signed_in_is_asked_to_and_who_lacks_the_role_is_not()
    {
        await using var server = await HostAsync(options => options.ReadPolicy = "support");

        Assert.Equal(401, (await server.SendAsync(FeatureRolloutRole.Evaluate)).Status);
        Assert.Equal(403, (await server.SendAsync(FeatureRolloutRole.Evaluate, headers: ("Users", "name=Ann"))).Status);
    }

    [Fact]
    public async Task A_policy_s_own_scheme_is_asked_and_brings_the_user()
    {
        await using var server = await HostAsync(options =>
        {
            options.ReadPolicy = "support";
            options.OperatePolicy = "staff";
        });

        var staff = await server.SendAsync(FeatureRolloutRole.Operate, HttpMethod.Post, headers: [("Users", "name=Ann;team=support"), ("Staff", "name=ann.of.staff")]);
        var user = await server.SendAsync(FeatureRolloutRole.Read, headers: ("Users", "name=Ann;team=support"));

        Assert.Equal("Policy Operate ann.of.staff", staff.Text);
        Assert.Equal("Policy Read Ann", user.Text);
    }

    [Fact]
    public async Task A_token_of_the_host_is_no_wrong_key()
    {
        await using var server = await HostAsync(Policies + Keys);

        for (var i = 0; i < 30; i++)
        {
            Assert.Equal("Policy Read Ann", (await server.SendAsync(FeatureRolloutRole.Read, headers: ("Authorization", "Bearer jwt:name=Ann;team=support"))).Text);
        }

        Assert.Equal(200, (await server.SendAsync(FeatureRolloutRole.Administer, headers: ("Authorization", "Bearer " + AdministratorKey))).Status);
        Assert.Equal(403, (await server.SendAsync(FeatureRolloutRole.Operate, headers: ("Authorization", "Bearer jwt:name=Ann;team=support"))).Status);
    }

    [Fact]
    public async Task A_token_that_nobody_knows_is_a_wrong_key_even_where_anybody_is_let_in()
    {
        await using var server = await HostAsync(Policies + Keys + (options => options.DangerousAnonymousRole = FeatureRolloutRole.Read));

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(401, (await server.SendAsync(FeatureRolloutRole.Read, headers: ("Authorization", "Bearer unknown"))).Status);
        }

        Assert.Equal(429, (await server.SendAsync(FeatureRolloutRole.Read, headers: ("Authorization", "Bearer unknown"))).Status);
        Assert.Equal(429, (await server.SendAsync(FeatureRolloutRole.Read, headers: ("Authorization", "Bearer " + ReaderKey))).Status);
        Assert.Equal(200, (await server.SendAsync(FeatureRolloutRole.Read, headers: ("Authorization", "Bearer jwt:name=Ann;team=support"))).Status);
    }

    [Theory]
    [InlineData("X-Api-Key", "wrong")]
    [InlineData("Authorization", "wrong")]
    [InlineData("Authorization", "ApiKey wrong")]
    public async Task A_wrong_key_is_refused_whoever_is_signed_in(string header, string value)
    {
        await using var server = await HostAsync(Policies + Keys);

        Assert.Equal(401, (await server.SendAsync(FeatureRolloutRole.Evaluate, headers: [(header, value), ("Users", "name=Ann;team=platform")])).Status);
    }

    [Fact]
    public async Task A_key_stands_above_the_user_who_sends_it()
    {
        await using var server = await HostAsync(Policies + Keys);

        var answer = await server.SendAsync(FeatureRolloutRole.Read, headers: [("X-Api-Key", ReaderKey), ("Users", "name=Ann;team=platform")]);

        Assert.Equal("ApiKey Read reader", answer.Text);
    }

    [Fact]
    public async Task Nobody_may_do_less_for_being_signed_in()
    {
        await using var server = await HostAsync(options =>
        {
            options.ReadPolicy = "support";
            options.DangerousAnonymousRole = FeatureRolloutRole.Evaluate;
        });

        Assert.Equal(200, (await server.SendAsync(FeatureRolloutRole.Evaluate, headers: ("Users", "name=Ann"))).Status);
        Assert.Equal(403, (await server.SendAsync(FeatureRolloutRole.Read, headers: ("Users", "name=Ann"))).Status);
        Assert.Equal(401, (await server.SendAsync(FeatureRolloutRole.Read)).Status);
    }

    [Fact]
    public async Task A_write_from_another_site_is_refused_to_a_signed_in_user()
    {
        await using var server = await HostAsync(Policies);

        var answer = await server.SendAsync(FeatureRolloutRole.Operate, HttpMethod.Post, headers: [("Users", "name=Ann;team=platform"), ("Origin", "https://evil.example")]);

        Assert.Equal(403, answer.Status);
    }

    [Fact]
    public async Task Requirements_that_need_services_of_the_request_get_them()
    {
        await using var server = await HostAsync(options => options.ReadPolicy = "scoped", services =>
        {
            services.AddScoped<IAuthorizationHandler, ScopedHandler>();
            services.AddAuthorizationBuilder().AddPolicy("scoped", policy => policy.AddRequirements(new ScopedRequirement()));
        });

        Assert.Equal(200, (await server.SendAsync(FeatureRolloutRole.Read, headers: ("Users", "name=Ann"))).Status);
    }

    [Theory]
    [InlineData("name=Ann;sub=1", "Ann")]
    [InlineData("sub=1", "1")]
    [InlineData(ClaimTypes.NameIdentifier + "=7", "7")]
    [InlineData("name= ;sub=1", "1")]
    [InlineData("team=support", "unnamed user")]
    public async Task The_actor_is_the_user_s_name_or_what_comes_nearest(string user, string name)
    {
        await using var server = await HostAsync(options => options.ReadPolicy = "anybody");

        Assert.Equal($"Policy Read {name}", (await server.SendAsync(FeatureRolloutRole.Read, headers: ("Users", user))).Text);
    }

    [Fact]
    public async Task The_host_may_say_how_users_are_named()
    {
        await using var server = await HostAsync(options =>
        {
            options.ReadPolicy = "anybody";
            options.ActorName = context => context.User.FindFirst("email")?.Value;
        });

        Assert.Equal("Policy Read ann@example.com", (await server.SendAsync(FeatureRolloutRole.Read, headers: ("Users", "name=Ann;email=ann@example.com"))).Text);
        Assert.Equal("Policy Read unnamed user", (await server.SendAsync(FeatureRolloutRole.Read, headers: ("Users", "name=Ann"))).Text);
    }

    [Fact]
    public async Task A_policy_that_the_application_does_not_define_fails_at_the_mapping()
    {
        var problem = await Assert.ThrowsAsync<InvalidOperationException>(() => HostAsync(options => options.OperatePolicy = "on-call"));

        Assert.StartsWith("MapTest: FeatureRolloutWebOptions.OperatePolicy names the policy 'on-call', which the application does not define.", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task So_does_one_whose_scheme_is_missing()
    {
        var problem = await Assert.ThrowsAsync<InvalidOperationException>(() => HostAsync(options => options.ReadPolicy = "lost"));

        Assert.Contains("authentication scheme 'Nowhere'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task So_does_a_policy_in_an_application_without_authorization()
    {
        var problem = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(options => options.ReadPolicy = "support"));

        Assert.Contains("MapTest: FeatureRolloutWebOptions.ReadPolicy names the policy 'support', but the application has no authorization. Call services.AddAuthorization()", problem.Message, StringComparison.Ordinal);
    }

    private static Task<GateServer> HostAsync(Action<FeatureRolloutWebOptions> configure, Action<IServiceCollection>? services = null) => StartAsync(
        configure,
        collection =>
        {
            HeaderAuthentication.AddTo(collection);
            services?.Invoke(collection);
        },
        app => app.UseAuthentication());

    private sealed class ScopedRequirement : IAuthorizationRequirement;

    private sealed class ScopedHandler : AuthorizationHandler<ScopedRequirement>
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, ScopedRequirement requirement)
        {
            Assert.IsAssignableFrom<HttpContext>(context.Resource);
            context.Succeed(requirement);
            return Task.CompletedTask;
        }
    }
}
