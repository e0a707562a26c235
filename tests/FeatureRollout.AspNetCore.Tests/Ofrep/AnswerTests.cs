using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;

namespace FeatureRollout.AspNetCore.Tests.Ofrep;

[Trait("Requirement", "F-19")]
public sealed class AnswerTests
{
    private const string Flags = """
        { "flags": {
          "on": { "enabled": true },
          "off": { "enabled": false, "message": "Soon." },
          "half": { "percentage": 50 },
          "listed": { "percentage": 0, "include": ["acme"] },
          "pro": { "rules": [ { "when": "plan == 'pro' && seats > 10 && trial == false && tags contains 'a'", "percentage": 100 } ] },
          "by_account": { "percentage": 100, "unit": "accountId", "variants": { "a": { "weight": 1, "value": 1 }, "b": { "weight": 1, "value": 1 } } },
          "drawn": { "percentage": 100, "variants": { "a": { "weight": 1 }, "b": { "weight": 1 } } },
          "some_accounts": { "percentage": 50, "unit": "accountId" },
          "needs_half": { "percentage": 100, "requires": ["half"] },
          "needs_off": { "percentage": 100, "requires": ["off"] },
          "ruled": { "rules": [ { "when": "plan == 'pro'", "percentage": 50 } ], "percentage": 0 },
          "ruled_by_account": { "percentage": 0, "rules": [ { "when": "plan == 'pro'", "percentage": 50, "unit": "account", "continue": true }, { "when": "plan == 'free'", "percentage": 100, "salt": "s", "unit": "account" } ] },
          "text": { "percentage": 100, "variants": { "blue": { "weight": 1, "value": "#00f" } } },
          "named": { "percentage": 100, "variants": { "blue": { "weight": 1 } } },
          "number": { "percentage": 100, "variants": { "big": { "weight": 1, "value": 12.5 } } },
          "object": { "percentage": 100, "variants": { "o": { "weight": 1, "value": { "a": [1, null] } } } },
          "nothing": { "percentage": 100, "variants": { "n": { "weight": 1, "value": null } } },
          "truth": { "percentage": 100, "variants": { "no": { "weight": 1, "value": false } } },
          "text_off": { "enabled": false, "variants": { "blue": { "weight": 1, "value": "#00f" } } },
          "truth_off": { "enabled": false, "variants": { "yes": { "weight": 1, "value": true }, "no": { "weight": 1, "value": false } } }
        } }
        """;

    private const string Acme = """{"context":{"targetingKey":"acme"}}""";

    [Fact]
    public async Task One_flag_is_answered_with_value_reason_variant_and_why()
    {
        await using var host = await OfrepHost.StartAsync(Flags);

        Assert.Equal(
            """{"key":"on","value":true,"reason":"STATIC","variant":"on","metadata":{"reason":"PERCENTAGE"}}""", await TextAsync(host, "on", Acme));
        Assert.Equal(
            """{"key":"off","value":false,"reason":"DISABLED","variant":"off","metadata":{"reason":"KILLED","message":"Soon."}}""", await TextAsync(host, "off", Acme));
        Assert.Equal(
            """{"key":"listed","value":true,"reason":"TARGETING_MATCH","variant":"on","metadata":{"reason":"INCLUDED"}}""", await TextAsync(host, "listed", Acme));
        Assert.Equal(
            """{"key":"needs_off","value":false,"reason":"UNKNOWN","variant":"off","metadata":{"reason":"PREREQUISITE_OFF"}}""", await TextAsync(host, "needs_off", Acme));
        Assert.Equal("SPLIT", (await OfrepHost.JsonAsync(host.AskAsync("half", Acme))).GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("text", "\"#00f\"", "blue")]
    [InlineData("named", "\"blue\"", "blue")]
    [InlineData("number", "12.5", "big")]
    [InlineData("object", """{"a":[1,null]}""", "o")]
    [InlineData("truth", "false", "no")]
    [InlineData("truth_off", "false", "off")]
    [InlineData("nothing", null, "n")]
    [InlineData("text_off", null, "off")]
    public async Task A_variant_gives_its_value_and_only_the_lack_of_one_leaves_it_to_the_caller(string key, string? value, string variant)
    {
        await using var host = await OfrepHost.StartAsync(Flags);

        var answer = await OfrepHost.JsonAsync(host.AskAsync(key, Acme));

        Assert.Equal(value, answer.TryGetProperty("value", out var given) ? given.GetRawText() : null);
        Assert.Equal(variant, answer.GetProperty("variant").GetString());
    }

    [Fact]
    public async Task Attributes_of_all_kinds_reach_the_conditions()
    {
        await using var host = await OfrepHost.StartAsync(Flags);

        Assert.True(await IsOnAsync(host, "pro", """{"context":{"plan":"pro","seats":11,"trial":false,"tags":["b","a"]}}"""));
        Assert.False(await IsOnAsync(host, "pro", """{"context":{"plan":"pro","seats":10.5e0,"trial":true,"tags":["b","a"]}}"""));
        Assert.True(await IsOnAsync(host, "pro", """{"context":{"plan":"pro","seats":10.5,"trial":false,"tags":["a"],"nested":{"plan":"x"},"mixed":[1,"a"],"none":null,"":"x"}}"""));
        Assert.True(await IsOnAsync(host, "listed", """{"context":{"customerId":"acme"}}"""));
        Assert.False(await IsOnAsync(host, "listed", """{"context":{"targetingKey":"other","customerId":"acme"}}"""));
    }

    [Fact]
    public async Task Nobody_needs_a_targeting_key_but_the_flags_whose_answer_hangs_on_it()
    {
        await using var host = await OfrepHost.StartAsync(Flags);

        foreach (var body in new[] { """{"context":{}}""", "{}", """{"context":null}""", """{"context":{"targetingKey":null}}""", """{"context":{"targetingKey":""}}""" })
        {
            foreach (var key in new[] { "on", "off", "listed", "pro", "needs_off", "ruled", "text_off", "truth_off" })
            {
                Assert.Equal(key == "on", await IsOnAsync(host, key, body));
            }

            foreach (var key in new[] { "half", "drawn", "needs_half" })
            {
                var error = await OfrepHost.JsonAsync(host.AskAsync(key, body), HttpStatusCode.BadRequest);
                Assert.Equal((key, "TARGETING_KEY_MISSING"), (error.GetProperty("key").GetString(), error.GetProperty("errorCode").GetString()));
            }
        }

        Assert.Equal(
            "TARGETING_KEY_MISSING",
            (await OfrepHost.JsonAsync(host.AskAsync("ruled", """{"context":{"plan":"pro"}}"""), HttpStatusCode.BadRequest)).GetProperty("errorCode").GetString());
    }

    [Fact]
    [Trait("Requirement", "F-04")]
    public async Task A_rule_drawn_by_an_attribute_names_it_where_it_is_missing()
    {
        await using var host = await OfrepHost.StartAsync(Flags);

        var error = await OfrepHost.JsonAsync(host.AskAsync("ruled_by_account", """{"context":{"targetingKey":"acme","plan":"pro"}}"""), HttpStatusCode.BadRequest);

        Assert.Equal("INVALID_CONTEXT", error.GetProperty("errorCode").GetString());
        Assert.Contains("account", error.GetProperty("errorDetails").GetString(), StringComparison.Ordinal);
        Assert.True(await IsOnAsync(host, "ruled_by_account", """{"context":{"targetingKey":"acme","plan":"free"}}"""));
        Assert.False(await IsOnAsync(host, "ruled_by_account", """{"context":{"targetingKey":"acme"}}"""));
        Assert.False((await OfrepHost.JsonAsync(host.AskAsync("ruled_by_account", """{"context":{"plan":"pro","account":"a"}}"""))).TryGetProperty("errorCode", out _));
    }

    [Fact]
    public async Task A_flag_drawn_by_an_attribute_names_it_where_it_is_missing()
    {
        await using var host = await OfrepHost.StartAsync(Flags);

        foreach (var key in new[] { "by_account", "some_accounts" })
        {
            var error = await OfrepHost.JsonAsync(host.AskAsync(key, Acme), HttpStatusCode.BadRequest);
            Assert.Equal("INVALID_CONTEXT", error.GetProperty("errorCode").GetString());
            Assert.Contains("\"accountId\"", error.GetProperty("errorDetails").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal(1, (await OfrepHost.JsonAsync(host.AskAsync("by_account", """{"context":{"accountId":42}}"""))).GetProperty("value").GetInt32());
    }

    [Fact]
    public async Task An_unknown_flag_is_not_found_however_its_name_is_written()
    {
        await using var host = await OfrepHost.StartAsync(Flags);

        foreach (var (path, key) in new[]
        {
            ("ON", "ON"), ("a/b", "a/b"), ("a%2Fb", "a/b"), ("%6Fn2", "on2"), ("caf%C3%A9", "café"), ("%F0%9F%90%88", "🐈"), ("a%20b", "a b"), (new string('x', 129), new string('x', 129)),
            ("%3Cscript%3E", "<script>"),
        })
        {
            var error = await OfrepHost.JsonAsync(host.AskAsync(path, Acme), HttpStatusCode.NotFound);
            Assert.Equal((key, "FLAG_NOT_FOUND"), (error.GetProperty("key").GetString(), error.GetProperty("errorCode").GetString()));
            Assert.Equal(3, error.EnumerateObject().Count());
        }
    }

    [Fact]
    public async Task A_key_may_be_encoded()
    {
        await using var host = await OfrepHost.StartAsync("""{ "flags": { "a.b-c_1": { "enabled": true } } }""");

        Assert.True(await IsOnAsync(host, "a.b-c_1", Acme));
        Assert.True(await IsOnAsync(host, "%61%2Eb%2dc%5F1", Acme));
    }

    [Fact]
    public async Task Answers_are_counted_and_errors_are_not()
    {
        await using var host = await OfrepHost.StartAsync(Flags);

        _ = await OfrepHost.JsonAsync(host.AskAsync("half", Acme));
        _ = await OfrepHost.JsonAsync(host.AskAsync("half", """{"context":{}}"""), HttpStatusCode.BadRequest);
        Assert.Equal(1, Count("half"));

        _ = await host.AllAsync(Acme);
        _ = await host.AllAsync("""{"context":{}}""");
        Assert.Equal(2, Count("half"));
        Assert.Equal(2, Count("on"));

        long Count(string key) => host.Flags.GetStatistics(key) is { } counted ? counted.EnabledEvaluations + counted.DisabledEvaluations : -1;
    }

    [Fact]
    public async Task How_such_a_request_went_is_no_outcome_of_the_flags_that_it_asked_for()
    {
        await using var host = await OfrepHost.StartAsync(Flags, use: app =>
        {
            app.UseFeatureRollout();
            app.UseRouting();
        }, map: app =>
        {
            app.MapFeatureRolloutOfrep();
            app.MapGet("/own", (IFeatureFlags flags) => flags.IsEnabled("on", "acme"));
        });

        _ = await host.AllAsync(Acme);
        _ = await OfrepHost.JsonAsync(host.AskAsync("on", Acme));

        // The middleware is there and sees others; it records after the response, which may be here before that.
        _ = await host.Client.GetStringAsync("/own");
        for (var i = 0; i < 3000 && Count() == 0; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        Assert.Equal(1, Count());

        long Count() => host.Flags.GetStatistics("on")!.On.Count;
    }

    private static async Task<string> TextAsync(OfrepHost host, string key, string body) => (await OfrepHost.JsonAsync(host.AskAsync(key, body))).GetRawText();

    private static async Task<bool> IsOnAsync(OfrepHost host, string key, string body)
    {
        var answer = await OfrepHost.JsonAsync(host.AskAsync(key, body));
        return answer.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.True;
    }
}
