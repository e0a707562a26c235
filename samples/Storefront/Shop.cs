using FeatureRollout;

namespace Storefront;

/// <summary>The shop over HTTP.</summary>
internal static class Shop
{
    public const string Feature = "new_checkout";

    /// <summary>With this the customers of <see cref="Shoppers"/> say who they are. A real shop has signed-in users.</summary>
    public const string ShopperHeader = "X-Shopper";

    private const string ShopperCookie = "shopper";

    /// <summary>Who a request comes from; null for somebody whom the shop has not met.</summary>
    public static EvaluationContext? CustomerOf(HttpContext context) =>
        context.Request.Headers[ShopperHeader] is [{ Length: > 0 } shopper] ? shopper
        : context.Request.Cookies[ShopperCookie] is { Length: > 0 } visitor ? visitor
        : (EvaluationContext?)null;

    public static void MapShop(this IEndpointRouteBuilder shop)
    {
        shop.MapGet("/", PageAsync);
        shop.MapGet("/status", StatusAsync);
        shop.MapPost("/checkout", CheckOutAsync);
        shop.MapPost("/somebody-else", (HttpContext context) =>
        {
            context.Response.Cookies.Delete(ShopperCookie);
            return Results.LocalRedirect("/");
        });
        shop.MapPost("/break", (HttpContext context, Show show) => Switch(context, () => show.Break(byItself: false)));
        shop.MapPost("/mend", (HttpContext context, Show show) => Switch(context, show.Mend));
    }

    /// <summary>The one place that asks for the flag. That it went well or not, and how long it took, is counted without a word here.</summary>
    private static async Task<IResult> CheckOutAsync(HttpContext context, Checkout checkout)
    {
        var isNew = context.GetCustomerFlags().IsEnabled(Feature);
        var order = isNew ? await checkout.NewAsync(context.RequestAborted) : await checkout.OldAsync(context.RequestAborted);
        return WantsPage(context.Request)
            ? Results.LocalRedirect("/?order=" + Uri.EscapeDataString(order))
            : Results.Json(new Receipt(order, isNew ? "new" : "old"));
    }

    private static async Task<IResult> PageAsync(HttpContext context, IFeatureFlags flags, IRolloutManager rollouts, Show show)
    {
        var customer = CustomerOf(context);
        if (customer is null)
        {
            var visitor = "visitor-" + Guid.NewGuid().ToString("N")[..6];
            context.Response.Cookies.Append(ShopperCookie, visitor, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax });
            customer = visitor;
        }

        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'self'; base-uri 'none'; frame-ancestors 'none'";
        var status = await ShopStatus.ReadAsync(flags, rollouts, show, customer.Value, context.RequestAborted);
        return Results.Content(ShopPage.Of(status, context.Request.Query["order"]), "text/html; charset=utf-8");
    }

    private static async Task<IResult> StatusAsync(HttpContext context, IFeatureFlags flags, IRolloutManager rollouts, Show show) =>
        CustomerOf(context) is { } customer
            ? Results.Content(ShopPage.Live(await ShopStatus.ReadAsync(flags, rollouts, show, customer, context.RequestAborted)), "text/html; charset=utf-8")
            : Results.NotFound();

    /// <summary>What the customer sees where a checkout failed.</summary>
    public static async Task ApologiseAsync(HttpContext context)
    {
        if (WantsPage(context.Request))
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            await context.Response.WriteAsync(ShopPage.Sorry);
        }
        else
        {
            await context.Response.WriteAsJsonAsync(new Receipt(null, "The order did not go through."));
        }
    }

    /// <summary>A page of another site must not throw the switch.</summary>
    private static IResult Switch(HttpContext context, Action act)
    {
        if (context.Request.Headers["Sec-Fetch-Site"] is [not ("same-origin" or "none")])
        {
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }

        act();
        return Results.LocalRedirect("/");
    }

    private static bool WantsPage(HttpRequest request) => request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);

    /// <summary>What a program gets that buys.</summary>
    internal sealed record Receipt(string? Order, string Checkout);
}
