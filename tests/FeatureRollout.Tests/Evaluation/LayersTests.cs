using FeatureRollout.Flags;
using FeatureRollout.TestKit;

namespace FeatureRollout.Tests.Evaluation;

[Trait("Requirement", "F-12")]
[Trait("Requirement", "S1-13")]
public sealed class LayersTests
{
    [Fact]
    public void Each_member_is_taken_from_the_last_layer_that_says_it()
    {
        using var client = Served.Client(
            Served.Layer("low", Served.Flag("flag", 0) with { Include = Audience.Of("low"), Exclude = Audience.Of("banned"), Salt = "low" }),
            Served.Layer("high", new FlagDefinition { Key = "flag", Percentage = 100m, Include = Audience.Of("high"), Overrides = Served.Overrides(("fixed", false)) }));
        Assert.Equal(FlagReason.Percentage, client.Evaluate("flag", "low").Reason);
        Assert.True(client.IsEnabled("flag", "low"));
        Assert.Equal(FlagReason.Included, client.Evaluate("flag", "high").Reason);
        Assert.Equal(FlagReason.Excluded, client.Evaluate("flag", "banned").Reason);
        Assert.Equal(FlagReason.Override, client.Evaluate("flag", "fixed").Reason);
        Assert.Equal(BucketingV1.Bucket("x", "low"), client.Evaluate("flag", "x").Bucket);
    }

    [Fact]
    public void A_kill_in_any_layer_wins_and_every_killer_is_named()
    {
        var on = new FlagDefinition { Key = "flag", Enabled = true, Percentage = 100m };
        var off = new FlagDefinition { Key = "flag", Enabled = false };
        using var client = Served.Client(Served.Layer("file", off), Served.Layer("environment", on), Served.Store(new FlagState { Key = "flag", Enabled = false }));
        var evaluation = client.Evaluate("flag", "acme");
        Assert.Equal((false, FlagReason.Killed), (evaluation.Enabled, evaluation.Reason));
        Assert.Contains("killed by file, store", client.Explain("flag", "acme").ToString(), StringComparison.Ordinal);

        client.Publish([Served.Layer("file", off), Served.Layer("environment", on), Served.Store(new FlagState { Key = "flag", Enabled = true })]);
        Assert.Equal(FlagReason.Killed, client.Evaluate("flag", "acme").Reason);
        Assert.Contains("killed by file\n", client.Explain("flag", "acme").ToString().Replace(" [", "\n[", StringComparison.Ordinal), StringComparison.Ordinal);

        client.Publish([Served.Layer("file", on), Served.Layer("environment", on), Served.Store(new FlagState { Key = "flag", Enabled = true })]);
        Assert.True(client.IsEnabled("flag", "acme"));
    }

    [Fact]
    public void States_lie_over_definitions_whatever_the_order_of_the_layers()
    {
        var store = Served.Store(new FlagState { Key = "flag", Percentage = 100m });
        var file = Served.Layer("file", Served.Flag("flag", 0));
        using var client = Served.Client(store, file);
        Assert.True(client.IsEnabled("flag", "acme"));
        client.Publish([file, store]);
        Assert.True(client.IsEnabled("flag", "acme"));
    }

    [Fact]
    public void A_flag_may_live_wholly_in_the_store_and_a_state_alone_makes_no_flag()
    {
        using var client = Served.Client(
            new Layer("store", Served.Set(Served.Flag("stored", 0)) with
            {
                States = new Dictionary<string, FlagState>(StringComparer.Ordinal)
                {
                    ["stored"] = new() { Key = "stored", Percentage = 100m },
                    ["orphan"] = new() { Key = "orphan", Percentage = 100m },
                },
            }));
        Assert.True(client.IsEnabled("stored", "acme"));
        Assert.Equal(FlagReason.UnknownFlag, client.Evaluate("orphan", "acme").Reason);
    }

    [Fact]
    public void Explain_names_the_layer_of_each_value()
    {
        using var client = Served.Client(
            Served.Layer("file", Served.Flag("flag", 5) with { Include = Audience.Of("low"), Exclude = Audience.Of("banned") }),
            Served.Layer("environment", new FlagDefinition { Key = "flag", Include = Audience.Of("high") }),
            Served.Store(new FlagState { Key = "flag", Percentage = 100m }));
        var steps = client.Explain("flag", "acme").Steps.ToDictionary(step => step.Name, step => step.Layer, StringComparer.Ordinal);
        Assert.Equal("file", steps["exclude"]);
        Assert.Equal("environment", steps["include"]);
        Assert.Equal("store", steps["percentage"]);
        Assert.Null(steps["schedule"]);
        Assert.Null(steps["override"]);
    }

    public static TheoryData<string> Misfits => new(
        """{ "flags": { "new": { "requires": ["nowhere"] } } }""",
        """{ "flags": { "new": { "include": [ { "segment": "nowhere" } ] } } }""",
        """{ "flags": { "new": { "exclude": [ { "segment": "nowhere" } ] } } }""",
        """{ "flags": { "new": { "rules": [ { "when": "segment('nowhere')", "percentage": 1 } ] } } }""",
        """{ "segments": { "s": { "when": "segment('nowhere')" } }, "flags": {} }""",
        """{ "flags": { "flag": { "requires": ["high"] } } }""");

    [Theory]
    [MemberData(nameof(Misfits))]
    public void Layers_that_do_not_fit_together_are_refused_and_the_last_good_ones_serve_on(string misfit)
    {
        var high = Served.Layer("high", Served.Flag("high", 100) with { Requires = ["flag"] });
        var low = Served.Layer("low", Served.Flag("flag", 100));
        using var client = Served.Client(low, high);
        var version = client.Status.Version;
        Assert.Throws<FlagFileException>(() => client.Publish([low, high, Served.Json("misfit", misfit, closed: false)]));
        Assert.True(client.IsEnabled("high", "acme"));
        Assert.Equal(version, client.Status.Version);
        client.Publish([low, high]);
        Assert.Equal(version + 1, client.Status.Version);
    }

    [Theory]
    [InlineData("customers")]
    [InlineData("eligible")]
    [InlineData("strata")]
    public void A_stage_that_names_an_unknown_segment_is_refused_like_a_flag_that_does(string member)
    {
        var segment = Condition.Parse("segment('nowhere')");
        var stage = new RolloutStage { Name = "1", Active = true };
        stage = member switch
        {
            "customers" => stage with { Customers = new Audience { Segments = ["nowhere"] } },
            "eligible" => stage with { Eligible = segment },
            _ => stage with { Strata = [new FlagRule(segment, 1m)] },
        };
        using var client = Served.Client(Served.Layer(Served.Flag("flag", 100)));
        var refused = Assert.Throws<FlagFileException>(() =>
            client.Publish([Served.Layer(Served.Flag("flag", 0)), Served.Store(new FlagState { Key = "flag", Stage = stage })]));
        Assert.Contains("nowhere", refused.Message, StringComparison.Ordinal);
        Assert.True(client.IsEnabled("flag", "acme"));
    }

    [Fact]
    public void A_stage_of_a_flag_that_nobody_defines_may_name_anything()
    {
        var stage = new RolloutStage { Name = "1", Active = true, Customers = new Audience { Segments = ["nowhere"] } };
        using var client = Served.Client(Served.Layer(Served.Flag("flag", 100)), Served.Store(new FlagState { Key = "gone", Stage = stage }));
        Assert.True(client.IsEnabled("flag", "acme"));
    }

    [Fact]
    public void A_bucketing_that_nobody_knows_is_refused_rather_than_taken_for_v1()
    {
        using var client = Served.Client(Served.Layer(Served.Flag("flag", 100)));
        var refused = Assert.Throws<FlagFileException>(() => client.Publish([Served.Layer(Served.Flag("flag", 0) with { Bucketing = "v2" })]));
        Assert.Contains("v2", refused.Message, StringComparison.Ordinal);
        Assert.True(client.IsEnabled("flag", "acme"));
    }

    [Fact]
    public void Keys_that_differ_only_in_what_does_not_count_are_refused_between_layers_and_the_last_good_stays()
    {
        using var client = Served.Client(Served.Layer("file", Served.Flag("search-v2", 100)));
        var refused = Assert.Throws<FlagFileException>(() =>
            client.Publish([Served.Layer("file", Served.Flag("search-v2", 0)), Served.Layer("memory", Served.Flag("Search_V2", 0))]));
        Assert.Contains("\"Search_V2\" and \"search-v2\" differ only in case, '-' and '_'; rename one", refused.Message, StringComparison.Ordinal);
        Assert.True(client.IsEnabled("search-v2", "acme"));
        Assert.Throws<FlagFileException>(() => client.Publish([Served.Layer(Served.Flag("searchv2", 0), Served.Flag("search-v2", 0))]));
        client.Publish([Served.Layer("file", Served.Flag("search-v2", 0)), Served.Layer("memory", Served.Flag("search.v2", 100), Served.Flag("search-v2", 0))]);
        Assert.False(client.IsEnabled("search-v2", "acme"));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("")]
    [InlineData("ä")]
    [InlineData("a:b")]
    public void A_key_that_no_file_could_have_is_refused_from_code_too(string key)
    {
        using var client = Served.Client(Served.Flag("flag", 100));
        var refused = Assert.Throws<FlagFileException>(() => client.Publish([Served.Layer(Served.Flag(key, 100))]));
        Assert.Contains($"\"{key}\" is not a valid name", refused.Message, StringComparison.Ordinal);
        Assert.True(client.IsEnabled("flag", "acme"));
    }

    [Fact]
    public async Task One_environments_state_never_leaks_into_another()
    {
        var options = new FeatureFlagsOptions { Environment = "staging", TimeProvider = new VirtualTimeProvider() };
        var production = new MemoryProvider(Served.Set(Served.Flag("flag", 0)), "production");
        var staging = new MemoryProvider(Served.Set(Served.Flag("flag", 100)), "staging");
        options.Providers.Add(staging);
        options.Providers.Add(production);
        using var client = new FeatureFlags(options);
        await client.RefreshAsync();
        Assert.True(client.IsEnabled("flag", "acme"));
        production.Kill("flag");
        await client.RefreshAsync();
        Assert.True(client.IsEnabled("flag", "acme"));
        staging.Kill("flag");
        await client.RefreshAsync();
        Assert.Equal(FlagReason.Killed, client.Evaluate("flag", "acme").Reason);
    }
}
