using FeatureRollout.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;

namespace FeatureRollout.FeatureManagement.Tests.Answers;

[Trait("Requirement", "F-20")]
public sealed class BridgedSnapshotTests
{
    [Fact]
    public async Task All_answers_of_a_scope_are_of_the_version_of_its_first_question()
    {
        using var flags = TestFeatureFlags.FromJson("""{ "flags": { "a": { "enabled": true }, "b": { "enabled": true } } }""");
        await using var services = Bridged.Services(flags);
        using var scope = services.CreateScope();
        Assert.True(await scope.ServiceProvider.Snapshot().IsEnabledAsync("a"));

        using var _ = flags.Set("a", false);
        using var __ = flags.Set("b", false);

        Assert.True(await scope.ServiceProvider.Snapshot().IsEnabledAsync("a"));
        Assert.True(await scope.ServiceProvider.Snapshot().IsEnabledAsync("b"));
        Assert.True(await scope.ServiceProvider.VariantSnapshot().IsEnabledAsync("b", default(CancellationToken)));
        using var next = services.CreateScope();
        Assert.False(await next.ServiceProvider.Snapshot().IsEnabledAsync("a"));
        Assert.False(await services.Manager().IsEnabledAsync("b"));
    }

    [Fact]
    public async Task A_feature_keeps_its_answer_and_variant_when_somebody_signs_in_later()
    {
        using var flags = FeatureFlags.FromJson("""
            { "flags": {
                "asked": { "percentage": 0, "include": ["acme"], "variants": { "blue": { "weight": 1 } } },
                "later": { "percentage": 0, "include": ["acme"], "variants": { "blue": { "weight": 1 } } } } }
            """);
        var caller = new Caller { Now = new TargetingContext { UserId = "somebody" } };
        await using var services = Bridged.Services(flags, more: builder => builder.Services.AddSingleton<ITargetingContextAccessor>(caller));
        using var scope = services.CreateScope();
        var (snapshot, variants) = (scope.ServiceProvider.Snapshot(), scope.ServiceProvider.VariantSnapshot());
        Assert.False(await snapshot.IsEnabledAsync("asked"));
        Assert.Null(await variants.GetVariantAsync("asked", default));

        caller.Now = new TargetingContext { UserId = "acme" };

        Assert.False(await snapshot.IsEnabledAsync("asked"));
        Assert.Null(await variants.GetVariantAsync("asked", default));
        Assert.True(await snapshot.IsEnabledAsync("later"));
        Assert.Equal("blue", (await variants.GetVariantAsync("later", default)).Name);
    }

    [Fact]
    public async Task A_context_given_with_the_question_is_answered_for_itself()
    {
        using var flags = FeatureFlags.FromJson("""{ "flags": { "f": { "percentage": 0, "include": ["acme"], "variants": { "blue": { "weight": 1 } } } } }""");
        await using var services = Bridged.Services(flags);
        using var scope = services.CreateScope();
        var snapshot = scope.ServiceProvider.VariantSnapshot();

        Assert.False(await snapshot.IsEnabledAsync("f", new TargetingContext { UserId = "globex" }, default));
        Assert.True(await snapshot.IsEnabledAsync("f", new TargetingContext { UserId = "acme" }, default));
        Assert.Equal("blue", (await snapshot.GetVariantAsync("f", new TargetingContext { UserId = "acme" }, default)).Name);
        Assert.False(await snapshot.IsEnabledAsync("f", default(CancellationToken)));
    }

    [Fact]
    public async Task Both_snapshots_answer_a_given_context_and_refuse_none()
    {
        using var flags = FeatureFlags.FromJson("""{ "flags": { "f": { "percentage": 0, "include": ["acme"] } } }""");
        await using var services = Bridged.Services(flags);
        using var scope = services.CreateScope();
        var snapshot = scope.ServiceProvider.Snapshot();

        Assert.True(await snapshot.IsEnabledAsync("f", new TargetingContext { UserId = "acme" }));
        Assert.False(await snapshot.IsEnabledAsync("f", new TargetingContext { UserId = "globex" }));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await scope.ServiceProvider.VariantSnapshot().GetVariantAsync("f", (ITargetingContext)null!, default));
    }

    [Fact]
    public async Task Both_snapshots_keep_one_answer_and_count_it_once()
    {
        using var flags = FeatureFlags.FromJson("""{ "flags": { "f": { "percentage": 0, "include": ["acme"] } } }""");
        var caller = new Caller { Now = new TargetingContext { UserId = "acme" } };
        await using var services = Bridged.Services(flags, more: builder => builder.Services.AddSingleton<ITargetingContextAccessor>(caller));
        using var scope = services.CreateScope();
        Assert.True(await scope.ServiceProvider.VariantSnapshot().IsEnabledAsync("f", default(CancellationToken)));

        caller.Now = new TargetingContext { UserId = "globex" };

        Assert.True(await scope.ServiceProvider.VariantSnapshot().IsEnabledAsync("f", default(CancellationToken)));
        Assert.True(await scope.ServiceProvider.Snapshot().IsEnabledAsync("f"));
        var counted = flags.GetStatistics("f")!;
        Assert.Equal((1, 0), (counted.EnabledEvaluations, counted.DisabledEvaluations));
    }

    [Fact]
    public async Task Whoever_asks_at_once_gets_one_answer()
    {
        using var flags = FeatureFlags.FromJson("""{ "flags": { "f": { "percentage": 0, "include": ["odd"] } } }""");
        var asked = 0;
        await using var services = Bridged.Services(flags, configure: options => options.Customer = _ => new ValueTask<EvaluationContext>(
            Task.Run(() => EvaluationContext.For(Interlocked.Increment(ref asked) % 2 == 0 ? "even" : "odd"))));
        for (var i = 0; i < 50; i++)
        {
            using var scope = services.CreateScope();
            var snapshot = scope.ServiceProvider.Snapshot();

            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => snapshot.IsEnabledAsync("f"))));

            Assert.Single(answers.Append(await snapshot.IsEnabledAsync("f")).Distinct());
        }
    }
}
