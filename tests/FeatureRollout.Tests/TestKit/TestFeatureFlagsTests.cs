using System.Text.Json;
using FeatureRollout.TestKit;
using FeatureRollout.Tests.Evaluation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FeatureRollout.Tests.TestKit;

[Trait("Requirement", "F-26")]
public sealed class TestFeatureFlagsTests
{
    private const string Json = """
        {
          "flags": {
            "on": { "enabled": true },
            "half": { "percentage": 50 },
            "killed": { "enabled": false, "percentage": 100 },
            "banned": { "percentage": 100, "exclude": ["acme"] },
            "root": { "percentage": 0 },
            "middle": { "percentage": 100, "requires": ["root"] },
            "leaf": { "percentage": 100, "requires": ["middle"] },
            "colour": { "percentage": 100, "variants": { "blue": { "weight": 100, "value": "#00f" }, "red": { "weight": 0, "value": "#f00" } } }
          }
        }
        """;

    [Fact]
    public void A_client_of_its_own_knows_no_flag_until_one_is_set()
    {
        using var flags = new TestFeatureFlags();

        Assert.True(flags.IsEnabled("new", "acme", defaultValue: true));
        using (flags.Set("new", false))
        {
            Assert.False(flags.IsEnabled("new", "acme", defaultValue: true));
            Assert.Equal(FlagReason.Override, flags.Evaluate("new", "acme").Reason);
        }

        Assert.True(flags.IsEnabled("new", "acme", defaultValue: true));
        Assert.Equal(FlagReason.UnknownFlag, flags.Evaluate("new", "acme").Reason);
    }

    [Theory]
    [InlineData("killed")]
    [InlineData("banned")]
    [InlineData("leaf")]
    public void An_answer_that_is_set_stands_above_kill_exclusion_and_prerequisites(string flag)
    {
        using var flags = TestFeatureFlags.FromJson(Json);
        Assert.False(flags.IsEnabled(flag, "acme"));

        using (flags.Set(flag, true))
        {
            Assert.True(flags.IsEnabled(flag, "acme"));
        }

        using (flags.Set(flag, "acme", true))
        {
            Assert.True(flags.IsEnabled(flag, "acme"));
        }

        Assert.False(flags.IsEnabled(flag, "acme"));
    }

    [Fact]
    public void An_answer_for_a_customer_leaves_the_others_alone_and_stands_above_one_for_everybody()
    {
        using var flags = TestFeatureFlags.FromJson(Json);
        using var acme = flags.Set("on", "acme", false);

        Assert.False(flags.IsEnabled("on", "acme"));
        Assert.True(flags.IsEnabled("on", "globex"));

        using var everybody = flags.Set("on", true);
        Assert.False(flags.IsEnabled("on", "acme"));
        Assert.True(flags.IsEnabled("on", default(EvaluationContext)));
    }

    [Fact]
    public void Of_nested_scopes_the_last_one_standing_counts_in_whatever_order_they_end()
    {
        using var flags = TestFeatureFlags.FromJson(Json);
        var first = flags.Set("on", false);
        var second = flags.Set("on", true);
        var third = flags.Set("on", false);

        Assert.False(flags.IsEnabled("on", "acme"));
        third.Dispose();
        Assert.True(flags.IsEnabled("on", "acme"));
        first.Dispose();
        Assert.True(flags.IsEnabled("on", "acme"));
        Assert.Equal(FlagReason.Override, flags.Evaluate("on", "acme").Reason);
        second.Dispose();
        second.Dispose();
        Assert.Equal(FlagReason.Percentage, flags.Evaluate("on", "acme").Reason);
    }

    [Fact]
    public void Flags_that_require_a_set_flag_see_its_answer_and_not_what_stands_behind_it()
    {
        using var flags = TestFeatureFlags.FromJson(Json);
        Assert.Equal(FlagReason.PrerequisiteOff, flags.Evaluate("leaf", "acme").Reason);

        using (flags.Set("root", "acme", true))
        {
            Assert.True(flags.IsEnabled("leaf", "acme"));
            Assert.False(flags.IsEnabled("leaf", "globex"));
        }

        using (flags.Set("middle", true))
        {
            Assert.True(flags.IsEnabled("leaf", "acme"));
            Assert.False(flags.IsEnabled("root", "acme"));
            using (flags.Set("middle", "acme", false))
            {
                Assert.False(flags.IsEnabled("leaf", "acme"));
            }
        }

        Assert.False(flags.IsEnabled("leaf", "acme"));
    }

    [Fact]
    public void Every_way_to_ask_gives_the_set_answer()
    {
        using var flags = TestFeatureFlags.FromJson(Json);
        var handle = flags.GetFlag("half");
        var before = flags.For("acme");
        var was = flags.IsEnabled("half", "acme");
        using var set = flags.Set("half", "acme", !was);

        Assert.Equal(!was, flags.IsEnabled("half", EvaluationContext.For("acme").With("seats", 4)));
        Assert.Equal(!was, handle.IsEnabled("acme"));
        Assert.Equal(!was, flags.For("acme").IsEnabled("half"));
        Assert.Equal(was, before.IsEnabled("half"));
        Assert.Equal(!was, flags.Evaluate("half", "acme").Enabled);
        Assert.NotNull(flags.Evaluate("half", "acme").Bucket);
    }

    [Fact]
    public void Explain_says_what_was_set_and_explains_everybody_else_as_defined()
    {
        using var flags = TestFeatureFlags.FromJson(Json);
        using var everybody = flags.Set("killed", true);
        using var acme = flags.Set("banned", "globex", false);

        Assert.Contains("override: on: set by the test", flags.Explain("killed", "acme").ToString(), StringComparison.Ordinal);
        Assert.Contains("override: off: set by the test", flags.Explain("banned", "globex").ToString(), StringComparison.Ordinal);
        Assert.Contains("→ exclude: excluded by name", flags.Explain("banned", "acme").ToString(), StringComparison.Ordinal);
        Assert.Equal(FlagReason.UnknownFlag, flags.Explain("nothing", "acme").Evaluation.Reason);
    }

    [Fact]
    public async Task Listeners_hear_of_an_answer_being_set_and_taken_back()
    {
        using var flags = TestFeatureFlags.FromJson(Json);
        var changes = Hearing.Of(flags);

        using (flags.Set("on", "acme", false))
        {
            using (flags.Set("on", "acme", true))
            {
                Assert.Equal(["2: on", "3: on"], await changes.Next(2));
            }
        }

        Assert.Equal(["4: on", "5: on"], await changes.Next(2));
    }

    [Fact]
    public void A_variant_can_be_set_by_its_name_or_with_a_value()
    {
        using var flags = TestFeatureFlags.FromJson(Json);
        Assert.Equal("#00f", flags.GetVariant("colour", "acme", "none"));

        using (flags.SetVariant("colour", "red"))
        {
            Assert.Equal("#f00", flags.GetVariant("colour", "acme", "none"));
            Assert.Equal("red", flags.Evaluate("colour", "acme").Variant);
        }

        using (flags.SetVariant("seats", "many", JsonSerializer.SerializeToElement(40)))
        {
            Assert.Equal(40, flags.GetVariant("seats", "acme", 1));
        }

        Assert.Equal("#00f", flags.GetVariant("colour", "acme", "none"));
        Assert.Equal(1, flags.GetVariant("seats", "acme", 1));
        var error = Assert.Throws<ArgumentException>(() => flags.SetVariant("colour", "rde"));
        Assert.Contains("'blue', 'red'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Answers_outlive_a_schedule_that_opens_meanwhile()
    {
        var time = new VirtualTimeProvider();
        using var flags = TestFeatureFlags.FromJson("""{ "flags": { "soon": { "percentage": 100, "schedule": { "from": "2026-01-02T00:00:00Z" } } } }""", time);
        var set = flags.Set("soon", "acme", false);

        time.Advance(TimeSpan.FromDays(2));

        Assert.True(flags.IsEnabled("soon", "globex"));
        Assert.False(flags.IsEnabled("soon", "acme"));
        set.Dispose();
        Assert.True(flags.IsEnabled("soon", "acme"));
    }

    [Fact]
    public void It_takes_the_place_of_the_registered_client()
    {
        using var real = FeatureFlags.FromJson(Json);
        using var flags = TestFeatureFlags.FromJson(Json);
        var services = new ServiceCollection().AddSingleton<IFeatureFlags>(real).AddSingleton<Greeting>();
        services.Replace(ServiceDescriptor.Singleton<IFeatureFlags>(flags));
        using var provider = services.BuildServiceProvider();
        var greeting = provider.GetRequiredService<Greeting>();

        Assert.Equal("hello", greeting.For("acme"));
        using (flags.Set("killed", "acme", true))
        {
            Assert.Equal("welcome", greeting.For("acme"));
            Assert.False(real.IsEnabled("killed", "acme"));
        }
    }

    [Fact]
    public void Instances_of_tests_in_parallel_do_not_see_each_other()
    {
        Parallel.For(0, 32, number =>
        {
            using var flags = TestFeatureFlags.FromJson(Json);
            for (var i = 0; i < 50; i++)
            {
                var answer = (number + i) % 2 == 0;
                using var set = flags.Set("half", answer);
                Assert.Equal(answer, flags.IsEnabled("half", "acme"));
            }
        });
    }

    [Fact]
    public void One_instance_takes_answers_from_many_threads()
    {
        using var flags = TestFeatureFlags.FromJson(Json);
        Parallel.For(0, 16, number =>
        {
            var (flag, customer) = ($"new_{number % 4}", $"customer-{number}");
            for (var i = 0; i < 50; i++)
            {
                using (flags.Set(flag, customer, true))
                {
                    Assert.True(flags.IsEnabled(flag, customer));
                    Assert.False(flags.IsEnabled(flag, "somebody-else"));
                }

                Assert.False(flags.IsEnabled(flag, customer));
            }
        });

        Assert.Null(flags.GetStatistics("new_0"));
    }

    [Fact]
    public async Task A_listener_may_set_answers_itself()
    {
        using var flags = TestFeatureFlags.FromJson(Json);
        var done = new TaskCompletionSource();
        using var listening = flags.OnChange("test", change =>
        {
            if (change.Flags.Contains("on", StringComparer.Ordinal))
            {
                flags.Set("half", true);
                done.SetResult();
            }
        });

        using var set = flags.Set("on", false);
        await done.Task.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.True(flags.IsEnabled("half", "acme"));
        Assert.False(flags.IsEnabled("on", "acme"));
    }

    [Fact]
    public void Outcomes_and_evaluations_are_counted_as_for_any_client()
    {
        using var flags = TestFeatureFlags.FromJson(Json);
        using var set = flags.Set("killed", true);

        flags.RecordOutcome(flags.Evaluate("killed", "acme"), FlagOutcome.Success(TimeSpan.FromMilliseconds(5)));

        var statistics = flags.GetStatistics("killed")!;
        Assert.Equal(1, statistics.EnabledEvaluations);
        Assert.Equal(1, statistics.On.Successes);
    }

    [Fact]
    public void Disposing_takes_everything_back_and_refuses_more()
    {
        var flags = TestFeatureFlags.FromJson(Json);
        var set = flags.Set("on", false);

        flags.Dispose();
        flags.Dispose();

        Assert.True(flags.IsEnabled("on", "acme"));
        Assert.Throws<ObjectDisposedException>(() => flags.Set("on", false));
        set.Dispose();
    }

    [Fact]
    public void What_cannot_be_a_flag_or_customer_is_refused()
    {
        using var flags = new TestFeatureFlags();

        Assert.Throws<ArgumentException>(() => flags.Set("not a key", true));
        Assert.Throws<ArgumentException>(() => flags.Set("flag", "", true));
    }

    [Fact]
    [Trait("Requirement", "F-01")]
    public void Asking_allocates_nothing_with_or_without_answers()
    {
        using var flags = TestFeatureFlags.FromJson(Json);
        using var set = flags.Set("on", "acme", false);
        string[] names = ["on", "half", "leaf"];
        Ask();

        Assert.Equal(0, Allocation.Least(Ask));

        void Ask()
        {
            for (var i = 0; i < 3_000; i++)
            {
                flags.IsEnabled(names[i % names.Length], "acme");
                flags.IsEnabled(names[i % names.Length], "globex");
            }
        }
    }

    private sealed class Greeting(IFeatureFlags flags)
    {
        public string For(string customer) => flags.IsEnabled("killed", customer) ? "welcome" : "hello";
    }
}
