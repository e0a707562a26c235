using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.AspNetCore;

namespace FeatureRollout.FeatureManagement.Tests.App;

/// <summary>
/// An application as people have it with Microsoft.FeatureManagement: controllers, pages, views, endpoints, middleware. What the switch
/// changes stands in one place, and the rest is the same.
/// </summary>
public abstract class ShopApp(Mode mode) : IAsyncLifetime
{
    private WebApplication _app = null!;

    public HttpClient Client { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(ShopApp).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = "Development",
        });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddKeyedSingleton<IGreeter>("Short", new Greeter("Hi"));
        builder.Services.AddKeyedSingleton<IGreeter>("Long", new Greeter("Good day"));
        Switch(builder, builder.Services.AddFeatureManagement().WithTargeting().WithVariantService<IGreeter>("Greeting"));
        builder.Services.AddControllersWithViews(options => options.Filters.AddForFeature<HalfFilter>("Half"));
        builder.Services.AddRazorPages();

        _app = builder.Build();
        _app.Use(SignIn);
        _app.UseForFeature("Checkout", branch => branch.Use(static (context, next) =>
        {
            context.Response.Headers["X-Checkout"] = "on";
            return next(context);
        }));
        _app.UseMiddlewareForFeature<HalfMiddleware>("Half");
        _app.MapControllers();
        _app.MapRazorPages();
        _app.MapGet("/minimal/half", () => "half").WithFeatureGate("Half");
        _app.MapGet("/minimal/not-half", () => "not half").WithFeatureGate(negate: true, "Half");
        _app.MapGet("/minimal/any", () => "any").WithFeatureGate(RequirementType.Any, "Never", "Checkout");
        _app.MapGet("/answers", (Delegate)Answers.AllAsync);
        _app.MapGet("/answers/about", (Delegate)Answers.AboutAsync);
        await _app.StartAsync();
        Client = _app.GetTestClient();
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>All that is different.</summary>
    private void Switch(WebApplicationBuilder builder, IFeatureManagementBuilder features)
    {
        if (mode != Mode.Here)
        {
            builder.Configuration.AddJsonStream(Features.Configuration(mode == Mode.Both ? Features.AreLeft : _ => true));
        }

        if (mode != Mode.Microsoft)
        {
            builder.Services.AddFeatureRollout().AddMemory(new MemoryProvider(Features.Imported(mode == Mode.Both ? id => !Features.AreLeft(id) : _ => true)));
            features.AddFeatureRollout();
        }
    }

    /// <summary>Who calls says in a header who that is.</summary>
    private static Task SignIn(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers["X-User"] is [{ Length: > 0 } user])
        {
            var roles = context.Request.Headers["X-Groups"].SelectMany(groups => groups!.Split(',')).Select(group => new Claim(ClaimTypes.Role, group));
            context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, user), .. roles], "test"));
        }

        return next(context);
    }
}

public sealed class MicrosoftApp() : ShopApp(Mode.Microsoft);

public sealed class HereApp() : ShopApp(Mode.Here);

public sealed class BothApp() : ShopApp(Mode.Both);
