using System.Net;
using System.Text.Json;

namespace FeatureRollout.AspNetCore.Tests.Ofrep;

[Trait("Requirement", "F-19")]
public sealed class BulkTests
{
    private const string Flags = """
        { "flags": {
          "zeta": { "enabled": true }, "half": { "percentage": 50 }, "alpha": { "percentage": 100, "variants": { "blue": { "weight": 1, "value": "b" }, "green": { "weight": 1, "value": "g" } } },
          "pro": { "rules": [ { "when": "plan == 'pro'", "percentage": 100 } ] }
        } }
        """;

    private const string Acme = """{"context":{"targetingKey":"acme"}}""";

    [Fact]
    public async Task All_flags_come_in_order_each_with_its_answer_or_its_error()
    {
        await using var host = await OfrepHost.StartAsync(Flags);

        var all = await OfrepHost.JsonAsync(host.AskAllAsync("""{"context":{"plan":"pro"}}"""));

        var flags = all.GetProperty("flags").EnumerateArray().ToArray();
        Assert.Equal(["alpha", "half", "pro", "zeta"], flags.Select(flag => flag.GetProperty("key").GetString()!).ToArray());
        Assert.Equal(
            ["TARGETING_KEY_MISSING", "TARGETING_KEY_MISSING", "", ""],
            flags.Select(flag => flag.TryGetProperty("errorCode", out var code) ? code.GetString()! : "").ToArray());
        Assert.True(flags[2].GetProperty("value").GetBoolean());
        Assert.True(flags[3].GetProperty("value").GetBoolean());
    }

    [Fact]
    public async Task Each_answer_is_the_one_given_alone()
    {
        await using var host = await OfrepHost.StartAsync(Flags);

        var all = await host.AllAsync(Acme);

        Assert.Equal(4, all.Count);
        foreach (var (key, answer) in all)
        {
            Assert.Equal((await OfrepHost.JsonAsync(host.AskAsync(key, Acme))).GetRawText(), answer.GetRawText());
        }
    }

    [Fact]
    public async Task A_tag_holds_while_the_answers_do()
    {
        await using var host = await OfrepHost.StartAsync(Flags);
        var tag = await TagAsync(host, Acme);
        Assert.Matches("^\"[A-Za-z0-9_-]{22}\"$", tag);

        foreach (var known in new[] { tag, "W/" + tag, $"\"other\", {tag}", "*" })
        {
            using var response = await host.AskAllAsync(Acme, known);
            Assert.Equal(HttpStatusCode.NotModified, response.StatusCode);
            Assert.Equal(tag, response.Headers.ETag?.Tag);
            Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        }

        foreach (var unknown in new[] { "\"other\"", tag.Trim('"'), "\"", "W/", "" })
        {
            using var response = await host.AskAllAsync(Acme, unknown);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task Another_context_or_another_version_with_other_answers_has_another_tag()
    {
        await using var host = await OfrepHost.StartAsync(Flags);
        var tag = await TagAsync(host, Acme);

        using var pro = await host.AskAllAsync("""{"context":{"targetingKey":"acme","plan":"pro"}}""", tag);
        Assert.Equal(HttpStatusCode.OK, pro.StatusCode);

        await host.SetAsync(Flags.Replace("\"zeta\": { \"enabled\": true }", "\"zeta\": { \"enabled\": false }", StringComparison.Ordinal));
        using var changed = await host.AskAllAsync(Acme, tag);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.NotEqual(tag, changed.Headers.ETag?.Tag, StringComparer.Ordinal);

        await host.SetAsync(Flags);
        Assert.Equal(tag, await TagAsync(host, Acme));
    }

    [Fact]
    public async Task Two_processes_with_the_same_flags_give_the_same_tag()
    {
        await using var one = await OfrepHost.StartAsync(Flags);
        await using var other = await OfrepHost.StartAsync("""{ "flags": {} }""");
        await other.SetAsync(Flags);

        Assert.Equal(await TagAsync(one, Acme), await TagAsync(other, Acme));
    }

    [Fact]
    public async Task Nothing_at_all_is_an_empty_list()
    {
        await using var host = await OfrepHost.StartAsync("""{ "flags": {} }""");

        Assert.Equal(0, (await OfrepHost.JsonAsync(host.AskAllAsync(Acme))).GetProperty("flags").GetArrayLength());
    }

    [Fact]
    public async Task Ten_thousand_flags_are_one_answer()
    {
        var flags = string.Join(',', Enumerable.Range(0, 10_000).Select(i => FormattableString.Invariant($"\"flag_{i}\":{{\"percentage\":50}}")));
        await using var host = await OfrepHost.StartAsync($"{{\"flags\":{{{flags}}}}}");

        var all = await host.AllAsync(Acme);

        Assert.Equal(10_000, all.Count);
        Assert.InRange(all.Values.Count(flag => flag.GetProperty("value").ValueKind == JsonValueKind.True), 4_700, 5_300);
    }

    private static async Task<string> TagAsync(OfrepHost host, string body)
    {
        using var response = await host.AskAllAsync(body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return response.Headers.ETag!.Tag;
    }
}
