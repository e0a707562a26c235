using System.Text.Json;
using System.Text.Json.Nodes;

namespace FeatureRollout.AspNetCore.Tests.Ofrep;

/// <summary>@openfeature/web-sdk with @openfeature/ofrep-web-provider.</summary>
[Trait("Requirement", "F-19")]
public sealed class WebClientTests
{
    private const string Changed = "PROVIDER_CONFIGURATION_CHANGED";

    private const string Flags = """
        { "flags": {
          "on": { "enabled": true }, "half": { "percentage": 50 }, "listed": { "percentage": 0, "include": ["acme"] },
          "pro": { "rules": [ { "when": "plan == 'pro'", "percentage": 100 } ] },
          "text": { "percentage": 100, "variants": { "blue": { "weight": 1, "value": "#00f" } } },
          "number": { "percentage": 100, "variants": { "n": { "weight": 1, "value": 12.5 } } },
          "object": { "percentage": 100, "variants": { "o": { "weight": 1, "value": { "a": [1, 2] } } } },
          "text_off": { "enabled": false, "variants": { "blue": { "weight": 1, "value": "#00f" } } },
          "truth_off": { "enabled": false, "variants": { "yes": { "weight": 1, "value": true } } }
        } }
        """;

    private static readonly object Acme = new { targetingKey = "acme" };

    [FactWithNpmClients]
    public async Task It_gets_values_of_all_types_and_defaults_where_there_is_no_answer()
    {
        await using var host = await OfrepHost.StartAsync(Flags);
        await using var client = NodeClient.Start("web");
        Assert.Equal("READY", (await client.ConnectAsync(host, Acme)).GetProperty("status").GetString());

        Assert.Equal(("true", "STATIC", "on"), ServerClientTests.Parts(await client.AskAsync("boolean", "on", false)));
        Assert.Equal(("\"#00f\"", "STATIC", "blue"), ServerClientTests.Parts(await client.AskAsync("string", "text", "none")));
        Assert.Equal(("12.5", "STATIC", "n"), ServerClientTests.Parts(await client.AskAsync("number", "number", 0)));
        Assert.Equal(("""{"a":[1,2]}""", "STATIC", "o"), ServerClientTests.Parts(await client.AskAsync("object", "object", new { })));
        Assert.Equal(("\"mine\"", null), ServerClientTests.Error(await client.AskAsync("string", "text_off", "mine")));
        Assert.Equal(("\"mine\"", "DISABLED", "off"), ServerClientTests.Parts(await client.AskAsync("string", "text_off", "mine")));
        Assert.Equal(("false", "DISABLED", "off"), ServerClientTests.Parts(await client.AskAsync("boolean", "truth_off", true)));
        Assert.Equal(("true", "FLAG_NOT_FOUND"), ServerClientTests.Error(await client.AskAsync("boolean", "missing", true)));
    }

    [FactWithNpmClients]
    public async Task Without_a_targeting_key_the_flags_that_need_none_are_there()
    {
        await using var host = await OfrepHost.StartAsync(Flags);
        await using var client = NodeClient.Start("web");
        Assert.Equal("READY", (await client.ConnectAsync(host)).GetProperty("status").GetString());

        Assert.Equal(("true", null), ServerClientTests.Error(await client.AskAsync("boolean", "on", false)));
        Assert.Equal(("true", "TARGETING_KEY_MISSING"), ServerClientTests.Error(await client.AskAsync("boolean", "half", true)));
    }

    [FactWithNpmClients]
    public async Task A_change_of_context_arrives()
    {
        await using var host = await OfrepHost.StartAsync(Flags);
        await using var client = NodeClient.Start("web");
        _ = await client.ConnectAsync(host, new { targetingKey = "other" });
        Assert.Equal("false", ServerClientTests.Error(await client.AskAsync("boolean", "listed", true)).Value);

        _ = await client.DoAsync("context", ("context", Acme));
        Assert.Equal("true", ServerClientTests.Error(await client.AskAsync("boolean", "listed", false)).Value);
        Assert.Equal("false", ServerClientTests.Error(await client.AskAsync("boolean", "pro", true)).Value);

        _ = await client.DoAsync("context", ("context", new { targetingKey = "acme", plan = "pro" }));
        Assert.Equal("true", ServerClientTests.Error(await client.AskAsync("boolean", "pro", false)).Value);
    }

    [FactWithNpmClients]
    public async Task A_change_of_the_flags_arrives_through_the_stream_at_once()
    {
        await using var host = await OfrepHost.StartAsync(Flags);
        await using var client = NodeClient.Start("web");
        _ = await client.ConnectAsync(host, Acme);

        await host.SetAsync(Flags.Replace("\"on\": { \"enabled\": true }", "\"on\": { \"enabled\": false }", StringComparison.Ordinal));
        var change = await client.DoAsync("next", ("type", Changed));

        Assert.Equal(["on"], change.GetProperty("flagsChanged").EnumerateArray().Select(flag => flag.GetString()!).ToArray());
        Assert.Equal(("false", "DISABLED", "off"), ServerClientTests.Parts(await client.AskAsync("boolean", "on", true)));

        await host.SetAsync(Flags);
        _ = await client.DoAsync("next", ("type", Changed));
        Assert.Equal(("true", "STATIC", "on"), ServerClientTests.Parts(await client.AskAsync("boolean", "on", false)));
    }

    [FactWithNpmClients]
    public async Task A_change_of_the_flags_arrives_by_polling_and_nothing_is_sent_while_there_is_none()
    {
        await using var host = await OfrepHost.StartAsync(Flags);
        await using var client = NodeClient.Start("web");
        _ = await client.ConnectAsync(host, Acme, options: [("pollInterval", JsonValue.Create(50)), ("changeDetection", JsonValue.Create("polling"))]);

        var before = await client.DoAsync("response", ("status", 304));
        Assert.Equal(1, before.EnumerateArray().Count(status => status.GetInt32() == 200));

        await host.SetAsync(Flags.Replace("\"on\": { \"enabled\": true }", "\"on\": { \"enabled\": false }", StringComparison.Ordinal));
        var change = await client.DoAsync("next", ("type", Changed));
        Assert.Equal(["on"], change.GetProperty("flagsChanged").EnumerateArray().Select(flag => flag.GetString()!).ToArray());
        Assert.Equal("false", ServerClientTests.Error(await client.AskAsync("boolean", "on", true)).Value);
    }

    [FactWithNpmClients]
    [Trait("Requirement", "F-33")]
    public async Task A_wrong_key_is_fatal()
    {
        await using var host = await OfrepHost.StartAsync(Flags);
        await using var client = NodeClient.Start("web");

        var error = await client.ConnectAsync(host, Acme, key: "a-wrong-key-0123456789");

        Assert.Equal(JsonValueKind.String, error.ValueKind);
        Assert.Equal(("true", "PROVIDER_FATAL"), ServerClientTests.Error(await client.AskAsync("boolean", "on", true)));
    }
}
