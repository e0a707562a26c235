using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace FeatureRollout.AspNetCore.Tests.Ofrep;

/// <summary>@openfeature/server-sdk with @openfeature/ofrep-provider.</summary>
[Trait("Requirement", "F-19")]
public sealed class ServerClientTests
{
    private const string Flags = """
        { "flags": {
          "on": { "enabled": true }, "off": { "enabled": false }, "half": { "percentage": 50 }, "listed": { "percentage": 0, "include": ["acme"] },
          "pro": { "rules": [ { "when": "plan == 'pro' && seats > 10", "percentage": 100 } ] },
          "text": { "percentage": 100, "variants": { "blue": { "weight": 1, "value": "#00f" } } },
          "number": { "percentage": 100, "variants": { "n": { "weight": 1, "value": 12.5 } } },
          "object": { "percentage": 100, "variants": { "o": { "weight": 1, "value": { "a": [1, 2] } } } },
          "text_off": { "enabled": false, "variants": { "blue": { "weight": 1, "value": "#00f" } } }
        } }
        """;

    private static readonly object Acme = new { targetingKey = "acme" };

    [FactWithNpmClients]
    public async Task It_gets_values_of_all_types()
    {
        await using var host = await OfrepHost.StartAsync(Flags);
        await using var client = NodeClient.Start("server");
        Assert.Equal("READY", (await client.ConnectAsync(host)).GetProperty("status").GetString());

        var on = await client.AskAsync("boolean", "on", false, Acme);
        Assert.Equal(("true", "STATIC", "on"), Parts(on));
        Assert.Equal("PERCENTAGE", on.GetProperty("flagMetadata").GetProperty("reason").GetString());
        Assert.Equal(("false", "DISABLED", "off"), Parts(await client.AskAsync("boolean", "off", true, Acme)));
        Assert.Equal(("true", "TARGETING_MATCH", "on"), Parts(await client.AskAsync("boolean", "listed", false, Acme)));
        Assert.Equal(("true", "TARGETING_MATCH", "on"), Parts(await client.AskAsync("boolean", "pro", false, new { plan = "pro", seats = 11 })));
        Assert.Equal(("\"#00f\"", "STATIC", "blue"), Parts(await client.AskAsync("string", "text", "none", Acme)));
        Assert.Equal(("12.5", "STATIC", "n"), Parts(await client.AskAsync("number", "number", 0, Acme)));
        Assert.Equal(("""{"a":[1,2]}""", "STATIC", "o"), Parts(await client.AskAsync("object", "object", new { }, Acme)));
    }

    [FactWithNpmClients]
    public async Task It_gives_the_codes_default_where_there_is_no_answer()
    {
        await using var host = await OfrepHost.StartAsync(Flags);
        await using var client = NodeClient.Start("server");
        _ = await client.ConnectAsync(host);

        Assert.Equal(("true", "FLAG_NOT_FOUND"), Error(await client.AskAsync("boolean", "missing", true, Acme)));
        Assert.Equal(("true", "FLAG_NOT_FOUND"), Error(await client.AskAsync("boolean", "with/slash", true, Acme)));
        Assert.Equal(("true", "TARGETING_KEY_MISSING"), Error(await client.AskAsync("boolean", "half", true)));
        Assert.Equal(("true", null), Error(await client.AskAsync("boolean", "on", false)));
        Assert.Equal(("\"mine\"", "TYPE_MISMATCH"), Error(await client.AskAsync("string", "on", "mine", Acme)));
        Assert.Equal("\"mine\"", Error(await client.AskAsync("string", "text_off", "mine", Acme)).Value);
        Assert.Equal(("true", "INVALID_CONTEXT"), Error(await client.AskAsync("boolean", "on", true, new { targetingKey = 5 })));
    }

    [FactWithNpmClients]
    [Trait("Requirement", "F-33")]
    public async Task A_wrong_key_gives_the_codes_default_and_an_error()
    {
        await using var host = await OfrepHost.StartAsync(Flags);
        await using var client = NodeClient.Start("server");
        _ = await client.ConnectAsync(host, key: "a-wrong-key-0123456789");

        var (value, code) = Error(await client.AskAsync("boolean", "off", true, Acme));

        Assert.Equal(("true", "GENERAL"), (value, code));
    }

    [FactWithNpmClients]
    public async Task It_waits_as_long_as_the_hosts_own_limit_says()
    {
        await using var host = await OfrepHost.StartAsync(
            Flags,
            services: services => services.AddRateLimiter(limits =>
            {
                limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
                limits.OnRejected = (context, _) =>
                {
                    context.HttpContext.Response.Headers.RetryAfter = "3600";
                    return ValueTask.CompletedTask;
                };
                limits.AddFixedWindowLimiter("ofrep", window =>
                {
                    window.PermitLimit = 1;
                    window.Window = TimeSpan.FromHours(1);
                });
            }),
            use: app => app.UseRateLimiter(),
            map: app => app.MapFeatureRolloutOfrep().RequireRateLimiting("ofrep"));
        await using var client = NodeClient.Start("server");
        _ = await client.ConnectAsync(host);

        Assert.Equal(("true", null), Error(await client.AskAsync("boolean", "on", false, Acme)));
        Assert.Equal(("false", "GENERAL"), Error(await client.AskAsync("boolean", "on", false, Acme)));
        Assert.Equal(("false", "GENERAL"), Error(await client.AskAsync("boolean", "on", false, Acme)));
        Assert.Equal(2, (await client.DoAsync("requests")).GetInt32());
    }

    [FactWithNpmClients]
    public async Task It_waits_as_long_as_too_many_wrong_keys_say()
    {
        await using var host = await OfrepHost.StartAsync(Flags);
        await using var client = NodeClient.Start("server");
        _ = await client.ConnectAsync(host, key: "a-wrong-key-0123456789");

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(("true", "GENERAL"), Error(await client.AskAsync("boolean", "off", true, Acme)));
        }

        Assert.InRange((await client.DoAsync("requests")).GetInt32(), 1, 19);
    }

    internal static (string Value, string? Reason, string? Variant) Parts(JsonElement details) =>
        (details.GetProperty("value").GetRawText(), Text(details, "reason"), Text(details, "variant"));

    internal static (string Value, string? Code) Error(JsonElement details) => (details.GetProperty("value").GetRawText(), Text(details, "errorCode"));

    private static string? Text(JsonElement details, string name) => details.TryGetProperty(name, out var value) ? value.GetString() : null;
}
