using System.Security.Claims;
using FeatureRollout.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FeatureRollout.AspNetCore.Tests.Requests;

[Trait("Requirement", "F-30")]
[Trait("Requirement", "F-03")]
public sealed class CustomerTests
{
    [Fact]
    public void By_default_the_customer_is_the_signed_in_user()
    {
        Assert.Equal("u1", Customer(User(("sub", "u1"), (ClaimTypes.NameIdentifier, "u2"))));
        Assert.Equal("u2", Customer(User((ClaimTypes.NameIdentifier, "u2"))));
        Assert.Null(Customer(User(("name", "Ann"))));
        Assert.Null(Customer(User(("sub", ""))));
        Assert.Null(Customer(new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "u1")]))));
        Assert.Null(Customer(new ClaimsPrincipal()));
    }

    [Fact]
    public void Claim_header_and_route_find_it()
    {
        var context = new DefaultHttpContext { User = User(("tenant", "t1")) };
        context.Request.Headers["X-Tenant"] = "h1";
        context.Request.Headers["X-Empty"] = "";
        context.Request.Headers["X-Twice"] = new(["a", "b"]);
        context.Request.RouteValues["tenant"] = "r1";
        context.Request.RouteValues["number"] = 17;
        Assert.Equal("t1", CustomerAccessor.Claim("tenant")(context)?.CustomerId);
        Assert.Null(CustomerAccessor.Claim("other")(context));
        Assert.Equal("h1", CustomerAccessor.Header("x-tenant")(context)?.CustomerId);
        Assert.Null(CustomerAccessor.Header("X-Empty")(context));
        Assert.Null(CustomerAccessor.Header("X-Twice")(context));
        Assert.Null(CustomerAccessor.Header("X-None")(context));
        Assert.Equal("r1", CustomerAccessor.Route("tenant")(context)?.CustomerId);
        Assert.Equal("17", CustomerAccessor.Route("number")(context)?.CustomerId);
        Assert.Null(CustomerAccessor.Route("other")(context));
        context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("tenant", "t1")]));
        Assert.Null(CustomerAccessor.Claim("tenant")(context));
    }

    [Fact]
    public void A_request_has_one_snapshot_and_asks_for_its_customer_once()
    {
        var asked = 0;
        using var flags = new TestFeatureFlags();
        flags.Set("f", true);
        var context = Context(flags, options => options.Customer = _ =>
        {
            asked++;
            return EvaluationContext.For("acme").With("vertical", "shop");
        });

        var first = context.GetCustomerFlags();
        Assert.True(first.IsEnabled("f"));
        flags.Set("f", false);

        var second = context.GetCustomerFlags();
        Assert.True(second.IsEnabled("f"));
        Assert.Equal(first.Version, second.Version);
        Assert.Equal("acme", second.Context.CustomerId);
        Assert.Equal(1, asked);
        Assert.False(Context(flags, null).GetCustomerFlags().IsEnabled("f"));
    }

    [Fact]
    public void Who_signs_in_during_the_request_is_the_customer_from_then_on_with_the_same_snapshot()
    {
        using var flags = FeatureFlags.FromJson(RequestApp.Flags);
        var context = Context(flags, null);
        var before = context.GetCustomerFlags();
        Assert.Null(before.Context.CustomerId);
        Assert.False(before.IsEnabled("named"));

        context.User = User(("sub", "acme"));

        Assert.True(context.GetCustomerFlags().IsEnabled("named"));
        Assert.Equal(before.Version, context.GetCustomerFlags().Version);
        Assert.Equal("acme", context.GetCustomerFlags().Context.CustomerId);
    }

    [Fact]
    public void What_the_accessor_throws_passes_through()
    {
        using var flags = new TestFeatureFlags();
        var context = Context(flags, options => options.Customer = _ => throw new FormatException());
        Assert.Throws<FormatException>(() => context.GetCustomerFlags());
    }

    private static string? Customer(ClaimsPrincipal user)
    {
        using var flags = new TestFeatureFlags();
        var context = Context(flags, null);
        context.User = user;
        return context.GetCustomerFlags().Context.CustomerId;
    }

    private static ClaimsPrincipal User(params (string Type, string Value)[] claims) =>
        new(new ClaimsIdentity(claims.Select(claim => new Claim(claim.Type, claim.Value)), "test"));

    private static DefaultHttpContext Context(IFeatureFlags flags, Action<FeatureRolloutWebOptions>? options)
    {
        var services = new ServiceCollection().AddSingleton(flags);
        if (options is not null)
        {
            services.Configure(options);
        }

        return new DefaultHttpContext { RequestServices = services.BuildServiceProvider() };
    }
}
