namespace FeatureRollout.Tests.Client;

[Trait("Requirement", "F-01")]
public sealed class DefaultTests
{
    [Fact]
    public void Every_question_about_an_unknown_flag_gives_the_callers_default()
    {
        using var flags = FeatureFlags.FromJson("""{ "flags": { "known": { "enabled": false } } }""");
        EvaluationContext context = "acme";
        var customer = flags.For(context);
        foreach (var wanted in new[] { true, false })
        {
            var handle = flags.GetFlag("unknown");
            Assert.Equal(wanted, flags.IsEnabled("unknown", "acme", wanted));
            Assert.Equal(wanted, flags.IsEnabled("unknown", context, wanted));
            Assert.Equal(wanted, flags.Evaluate("unknown", context, wanted).Enabled);
            Assert.Equal(wanted, customer.IsEnabled("unknown", wanted));
            Assert.Equal(wanted, customer.Evaluate("unknown", wanted).Enabled);
            Assert.Equal(wanted, handle.IsEnabled("acme", wanted));
            Assert.Equal(wanted, handle.IsEnabled(context, wanted));
            Assert.Equal(wanted, handle.IsEnabled(customer, wanted));
            Assert.Equal(wanted, handle.Evaluate(context, wanted).Enabled);
            Assert.Equal(wanted, flags.Select("unknown", context, true, false, wanted));
            Assert.Equal(wanted, flags.Route("unknown", context, () => true, () => false, wanted));
            Assert.False(flags.IsEnabled("known", "acme", wanted));
            Assert.False(flags.GetFlag("known").IsEnabled("acme", wanted));
        }
    }

    [Fact]
    public void A_client_that_nobody_holds_is_collected_though_it_was_not_disposed()
    {
        var reference = Make();
        for (var i = 0; i < 10 && reference.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(reference.IsAlive);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference Make() => new(FeatureFlags.FromJson("""{ "flags": { "f": { "percentage": 50 } } }"""));
    }

    [Fact]
    [Trait("Requirement", "S2-03")]
    public void What_a_flag_says_about_itself_can_be_asked_for()
    {
        using var flags = FeatureFlags.FromJson("""
            { "flags": { "f": { "percentage": 1, "fallback": "Return basic metrics only", "owner": "support" } } }
            """);

        Assert.Equal("Return basic metrics only", flags.GetDefinition("f")?.Fallback);
        Assert.Equal("support", flags.GetDefinition("f")?.Owner);
        Assert.Null(flags.GetDefinition("g"));
    }
}
