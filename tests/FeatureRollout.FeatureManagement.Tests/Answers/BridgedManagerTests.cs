using FeatureRollout.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;

namespace FeatureRollout.FeatureManagement.Tests.Answers;

[Trait("Requirement", "F-20")]
public sealed class BridgedManagerTests
{
    [Fact]
    public async Task Features_that_the_client_knows_are_answered_here_and_all_others_from_the_configuration()
    {
        using var flags = FeatureFlags.FromJson("""{ "flags": { "here": { "enabled": true }, "off-here": { "enabled": false } } }""");
        await using var services = Bridged.Services(flags, """{ "there": true, "off-here": true, "off-there": false }""");

        foreach (var (feature, expected) in new[] { ("here", true), ("off-here", false), ("there", true), ("off-there", false), ("nowhere", false) })
        {
            using var scope = services.CreateScope();
            Assert.Equal((feature, expected), (feature, await services.Manager().IsEnabledAsync(feature)));
            Assert.Equal((feature, expected), (feature, await services.Variants().IsEnabledAsync(feature)));
            Assert.Equal((feature, expected), (feature, await scope.ServiceProvider.Snapshot().IsEnabledAsync(feature)));
            Assert.Equal((feature, expected), (feature, await scope.ServiceProvider.VariantSnapshot().IsEnabledAsync(feature, default(CancellationToken))));
        }

        Assert.Equal(0, flags.UnknownEvaluations);
    }

    [Fact]
    public async Task A_flag_that_appears_takes_over_and_one_that_goes_gives_back()
    {
        using var flags = new TestFeatureFlags();
        await using var services = Bridged.Services(flags, """{ "prices": true }""");
        Assert.True(await services.Manager().IsEnabledAsync("prices"));

        using (flags.Set("prices", false))
        {
            Assert.False(await services.Manager().IsEnabledAsync("prices"));
            Assert.False(await services.Variants().IsEnabledAsync("prices"));
        }

        Assert.True(await services.Manager().IsEnabledAsync("prices"));
    }

    [Fact]
    public async Task Names_are_found_without_case_as_in_the_configuration_but_the_exact_one_first()
    {
        using var flags = FeatureFlags.FromJson("""{ "flags": { "New.Prices": { "enabled": true } } }""");
        await using var services = Bridged.Services(flags, """{ "NewPrices": false }""");

        Assert.True(await services.Manager().IsEnabledAsync("New.Prices"));
        Assert.True(await services.Manager().IsEnabledAsync("NEW.prices"));
        Assert.False(await services.Manager().IsEnabledAsync("newprices"));
        Assert.False(await services.Manager().IsEnabledAsync("new-.prices"));
    }

    [Fact]
    public async Task A_feature_whose_name_cannot_be_a_key_is_found_by_the_salt_that_has_its_name()
    {
        using var flags = FeatureFlags.FromJson("""
            { "flags": {
                "New-Prices": { "enabled": true, "bucketing": "microsoft", "salt": "New Prices", "percentage": 100 },
                "New-Prices.on": { "enabled": false, "bucketing": "microsoft", "salt": "New Prices", "percentage": 100 },
                "A-B.2": { "enabled": true, "bucketing": "microsoft", "salt": "A/B", "percentage": 100 },
                "A-B": { "enabled": false },
                "other": { "enabled": true, "salt": "together" } } }
            """);
        await using var services = Bridged.Services(flags);

        Assert.True(await services.Manager().IsEnabledAsync("new prices"));
        Assert.True(await services.Manager().IsEnabledAsync("New-Prices"));
        Assert.True(await services.Manager().IsEnabledAsync("A/B"));
        Assert.False(await services.Manager().IsEnabledAsync("A-B"));
        Assert.False(await services.Manager().IsEnabledAsync("together"));
    }

    [Fact]
    public async Task A_salt_that_only_looks_like_the_key_is_no_name()
    {
        using var flags = FeatureFlags.FromJson("""
            { "flags": { "A-B": { "enabled": false, "salt": "AxB" }, "long-key": { "enabled": false, "salt": "long" }, "N-P": { "enabled": false, "salt": "N P" } } }
            """);
        await using var services = Bridged.Services(flags, """{ "AxB": true, "long": true, "N P": true }""");

        Assert.True(await services.Manager().IsEnabledAsync("AxB"));
        Assert.True(await services.Manager().IsEnabledAsync("long"));
        Assert.False(await services.Manager().IsEnabledAsync("N P"));
        Assert.Equal(["A-B", "AxB", "long", "long-key", "N P"], await NamesOf(services.Manager().GetFeatureNamesAsync()));
    }

    [Fact]
    public async Task Names_follow_the_flags_as_they_change()
    {
        using var flags = new TestFeatureFlags();
        await using var services = Bridged.Services(flags, """{ "New": true, "Old": true }""");
        using (flags.Set("old", false))
        {
            Assert.False(await services.Manager().IsEnabledAsync("Old"));
        }

        using (flags.Set("new", false))
        {
            Assert.False(await services.Manager().IsEnabledAsync("New"));
            Assert.True(await services.Manager().IsEnabledAsync("Old"));
        }
    }

    [Fact]
    public async Task The_names_are_those_of_both_without_doubles()
    {
        using var flags = FeatureFlags.FromJson("""{ "flags": { "both": {}, "here": {} } }""");
        await using var services = Bridged.Services(flags, """{ "Both": true, "there": true }""");
        using var scope = services.CreateScope();

        string[] expected = ["Both", "here", "there"];
        Assert.Equal(expected, await NamesOf(services.Manager().GetFeatureNamesAsync()));
        Assert.Equal(expected, await NamesOf(services.Variants().GetFeatureNamesAsync()));
        Assert.Equal(expected, await NamesOf(scope.ServiceProvider.Snapshot().GetFeatureNamesAsync()));
        Assert.Equal(expected, await NamesOf(scope.ServiceProvider.VariantSnapshot().GetFeatureNamesAsync(default)));
    }

    [Fact]
    public async Task Asking_counts_as_asking_the_client()
    {
        using var flags = FeatureFlags.FromJson("""{ "flags": { "half": { "percentage": 100, "exclude": ["banned"] } } }""");
        var caller = new Caller();
        await using var services = Bridged.Services(flags, more: builder => builder.Services.AddSingleton<ITargetingContextAccessor>(caller));
        foreach (var id in new[] { "a", "b", "banned" })
        {
            caller.Now = new TargetingContext { UserId = id };
            await services.Manager().IsEnabledAsync("half");
        }

        var counted = flags.GetStatistics("half")!;
        Assert.Equal((2, 1, 2), (counted.EnabledEvaluations, counted.DisabledEvaluations, counted.EnabledCustomers));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_for_the_caller_allocates_nothing(bool isGiven)
    {
        using var flags = FeatureFlags.FromJson("""{ "flags": { "half": { "percentage": 50 } } }""");
        var caller = new TargetingContext { UserId = "acme", Groups = [] };
        await using var services = Bridged.Services(flags, more: builder => builder.Services.AddSingleton<ITargetingContextAccessor>(new Caller { Now = caller }));
        var (manager, variants) = (services.Manager(), services.Variants());

        long Allocated()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var on = 0;
            for (var i = 0; i < 1_000; i++)
            {
                on += (isGiven ? manager.IsEnabledAsync("half", caller) : manager.IsEnabledAsync("half")).Result ? 1 : 0;
                on += IsOn(isGiven ? variants.IsEnabledAsync("half", caller) : variants.IsEnabledAsync("half")) ? 1 : 0;
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        static bool IsOn(ValueTask<bool> answer) => answer.Result;

        Assert.Equal(0, Enumerable.Range(0, 5).Min(_ => Allocated()));
    }

    [Fact]
    public async Task A_caller_who_has_to_be_waited_for_is_waited_for()
    {
        using var flags = FeatureFlags.FromJson("""{ "flags": { "listed": { "percentage": 0, "include": ["acme"], "variants": { "blue": { "weight": 1 } } } } }""");
        var coming = new TaskCompletionSource<TargetingContext>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var services = Bridged.Services(
            flags, more: builder => builder.Services.AddSingleton<ITargetingContextAccessor>(new Caller { Get = () => new ValueTask<TargetingContext>(coming.Task) }));

        var asked = services.Manager().IsEnabledAsync("listed");
        var variant = services.Variants().GetVariantAsync("listed").AsTask();
        Assert.False(asked.IsCompleted || variant.IsCompleted);
        coming.SetResult(new TargetingContext { UserId = "acme" });

        Assert.True(await asked);
        Assert.Equal("blue", (await variant).Name);
    }

    [Fact]
    public async Task Where_the_caller_cannot_be_told_only_a_flag_that_answers_all_alike_answers()
    {
        using var flags = FeatureFlags.FromJson("""{ "flags": { "all": { "enabled": true }, "half": { "percentage": 50 } } }""");
        await using var services = Bridged.Services(
            flags, more: builder => builder.Services.AddSingleton<ITargetingContextAccessor>(new Caller { Get = () => throw new InvalidTimeZoneException("no request") }));

        Assert.True(await services.Manager().IsEnabledAsync("all"));
        var asked = services.Manager().IsEnabledAsync("half");
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => asked);
    }

    [Fact]
    public async Task What_Microsofts_manager_refuses_is_refused_still()
    {
        using var flags = FeatureFlags.FromJson("""{ "flags": { "f": {} } }""");
        await using var services = Bridged.Services(flags);

        await Assert.ThrowsAsync<ArgumentNullException>(() => services.Manager().IsEnabledAsync(null!));
        await Assert.ThrowsAsync<ArgumentException>(() => services.Manager().IsEnabledAsync("a:b"));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await services.Variants().GetVariantAsync("f", (ITargetingContext)null!));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await services.Variants().GetVariantAsync(""));
    }

    private static async Task<string[]> NamesOf(IAsyncEnumerable<string> names)
    {
        var all = new List<string>();
        await foreach (var name in names)
        {
            all.Add(name);
        }

        return [.. all.Order(StringComparer.OrdinalIgnoreCase)];
    }
}
