using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FeatureRollout.AspNetCore.Tests.Requests;

[Trait("Requirement", "F-30")]
public sealed class RequireFeatureTests
{
    [Fact]
    public async Task Whatever_kind_of_endpoint_it_is_only_those_pass_for_whom_all_flags_are_on()
    {
        await using var app = await RequestApp.StartAsync(Host.TestHost, Map, services: Services);
        await AssertPassAsync(app, ["/handler/on", "/delegate/on", "/group/on", "/attribute/on", "/actions/on", "/actions/free"]);
        await AssertNotFoundAsync(
            app,
            [
                "/handler/off", "/handler/unknown", "/handler/both", "/delegate/off", "/group/off", "/hub/off/negotiate",
                "/attribute/off", "/attribute/both", "/attribute/delegate", "/actions/off", "/dark/free",
            ]);
    }

    [Fact]
    public async Task Controllers_and_endpoints_that_are_told_need_no_middleware()
    {
        await using var app = await RequestApp.StartAsync(Host.TestHost, Map, services: Services, uses: false);
        await AssertPassAsync(app, ["/handler/on", "/group/on", "/actions/on", "/actions/free"]);
        await AssertNotFoundAsync(app, ["/handler/off", "/delegate/off", "/group/off", "/actions/off", "/dark/free"]);
    }

    [Fact]
    public async Task An_attribute_that_was_passed_by_before_the_endpoint_was_known_is_told_loudly()
    {
        foreach (var waits in new[] { false, true })
        {
            await using var app = await RequestApp.StartAsync(Host.TestHost, app =>
            {
                app.UseRouting();
                app.MapGet("/", [RequireFeature("on")] async () =>
                {
                    await (waits ? Task.Run(() => { }) : Task.CompletedTask);
                    return "";
                });
            });
            var thrown = await Record.ExceptionAsync(() => app.Client.GetAsync("/"));
            Assert.Contains("has to stand behind UseRouting()", thrown?.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Where_the_check_is_among_the_services_nothing_starts_with_an_attribute_that_nobody_honours()
    {
        static void Check(IServiceCollection services) => services.AddHostedService<FeatureRollout.Requests.AttributeCheck>();
        static void Map(WebApplication app) => app.MapGet("/", [RequireFeature("on")] () => "");

        await using (await RequestApp.StartAsync(Host.TestHost, Map, services: Check))
        {
        }

        await using (await RequestApp.StartAsync(Host.TestHost, app => app.MapGet("/", () => "").RequireFeature("on"), services: Check, uses: false))
        {
        }

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => RequestApp.StartAsync(Host.TestHost, Map, services: Check, uses: false));
        Assert.Contains("UseFeatureRollout", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "F-16")]
    public async Task Another_answer_can_be_given_which_then_is_the_path_to_compare_with_and_a_404_is_none()
    {
        await using var app = await RequestApp.StartAsync(Host.TestHost, app =>
        {
            app.MapGet("/old", () => "new").RequireFeature("off", _ => Results.Text("old"));
            app.MapGet("/none", () => "new").RequireFeature("named");
            app.MapGet("/open", () => "new").RequireFeature("on");
        });

        Assert.Equal("old", await app.Client.GetStringAsync("/old"));
        Assert.Equal(HttpStatusCode.NotFound, (await app.Client.GetAsync("/none")).StatusCode);
        Assert.Equal("new", await app.Client.GetStringAsync("/open"));

        Assert.Equal((1, 0), app.Off("off"));
        Assert.Equal((0, 0), app.Off("named"));
        Assert.Equal((1, 0), app.On("on"));
    }

    [Fact]
    public async Task It_is_asked_after_authentication_and_authorization()
    {
        await using var app = await RequestApp.StartAsync(
            Host.TestHost,
            app =>
            {
                app.UseAuthentication();
                app.UseAuthorization();
                app.MapGet("/told", () => "in").RequireFeature("named").RequireAuthorization();
                app.MapGet("/marked", [RequireFeature("named")] () => "in").RequireAuthorization();
            },
            services: services =>
            {
                services.AddAuthentication("header").AddScheme<AuthenticationSchemeOptions, HeaderSignIn>("header", null);
                services.AddAuthorization();
            });

        foreach (var path in new[] { "/told", "/marked" })
        {
            Assert.Equal(401, await StatusAsync(path, null));
            Assert.Equal(404, await StatusAsync(path, "globex"));
            Assert.Equal(200, await StatusAsync(path, "acme"));
        }

        async Task<int> StatusAsync(string path, string? user)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (user is not null)
            {
                request.Headers.Add("X-User", user);
            }

            return (int)(await app.Client.SendAsync(request)).StatusCode;
        }
    }

    [Fact]
    public void An_endpoint_whose_code_is_not_known_yet_is_refused()
    {
        var builder = new Conventions();
        builder.RequireFeature("on");
        var endpoint = new Unfinished { DisplayName = "a page" };
        var thrown = Assert.Throws<InvalidOperationException>(() => builder.All.Single()(endpoint));
        Assert.Contains("a page", thrown.Message, StringComparison.Ordinal);
    }

    private static Task AssertPassAsync(RequestApp app, string[] paths) => AssertStatusAsync(app, paths, 200);

    private static Task AssertNotFoundAsync(RequestApp app, string[] paths) => AssertStatusAsync(app, paths, 404);

    private static async Task AssertStatusAsync(RequestApp app, string[] paths, int status)
    {
        foreach (var path in paths)
        {
            var method = path.EndsWith("negotiate", StringComparison.Ordinal) ? HttpMethod.Post : HttpMethod.Get;
            using var response = await app.Client.SendAsync(new HttpRequestMessage(method, path));
            Assert.True(status == (int)response.StatusCode, $"{path} answers {(int)response.StatusCode}");
        }
    }

    private static void Services(IServiceCollection services)
    {
        services.AddControllers().AddApplicationPart(typeof(ActionsController).Assembly);
        services.AddSignalR();
    }

    private static void Map(WebApplication app)
    {
        foreach (var flag in new[] { "on", "off", "unknown" })
        {
            app.MapGet("/handler/" + flag, () => "in").RequireFeature(flag);
            app.MapGet("/delegate/" + flag, context => context.Response.WriteAsync("in")).RequireFeature(flag);
            app.MapGroup("/group").RequireFeature(flag).MapGet(flag, () => "in");
        }

        app.MapGet("/handler/both", () => "in").RequireFeature("on").RequireFeature("off");
        app.MapHub<Talk>("/hub/off").RequireFeature("off");
        app.MapGet("/attribute/on", [RequireFeature("on")] () => "in");
        app.MapGet("/attribute/off", [RequireFeature("off")] () => "in");
        app.MapGet("/attribute/both", [RequireFeature("on"), RequireFeature("off")] () => "in");
        app.MapGet("/attribute/delegate", context => context.Response.WriteAsync("in")).WithMetadata(new RequireFeatureAttribute("off"));
        app.MapControllers();
    }

    private sealed class Talk : Hub;

    private sealed class Conventions : IEndpointConventionBuilder
    {
        public List<Action<EndpointBuilder>> All { get; } = [];

        public void Add(Action<EndpointBuilder> convention) => All.Add(convention);
    }

    private sealed class Unfinished : EndpointBuilder
    {
        public override Endpoint Build() => throw new NotSupportedException();
    }

    private sealed class HeaderSignIn(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, System.Text.Encodings.Web.UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var user = Request.Headers["X-User"].ToString();
            return Task.FromResult(user.Length == 0
                ? AuthenticateResult.NoResult()
                : AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", user)], "header")), "header")));
        }
    }
}

/// <summary>Some actions of a flag's.</summary>
[Route("actions")]
public sealed class ActionsController : ControllerBase
{
    [HttpGet("on")]
    [RequireFeature("on")]
    public string On() => "in";

    [HttpGet("off")]
    [RequireFeature("off")]
    public string Off() => "in";

    [HttpGet("free")]
    public string Free() => "in";
}

/// <summary>A controller whose flag is off.</summary>
[ApiController]
[Route("dark")]
[RequireFeature("off")]
public sealed class DarkController : ControllerBase
{
    [HttpGet("free")]
    public string Free() => "in";
}
