using FeatureRollout.TestKit;

namespace FeatureRollout.TypedFlags.Tests.Generation;

/// <summary>What the compiler generated of this project's own flag file, at run time.</summary>
[Trait("Requirement", "F-29")]
public sealed class FlagsOfTheseTests
{
    private static readonly string Json = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "flags.json"));

    [Fact]
    public void Handles_answer_as_keys_do()
    {
        var flags = FeatureFlags.FromJson(Json);
        for (var i = 0; i < 1000; i++)
        {
            var id = $"customer-{i}";
            var customer = flags.For(id);
            var expected = flags.IsEnabled("sentiment_analysis", id);
            Assert.Equal(expected, flags.IsEnabled(Flags.SentimentAnalysis, id));
            Assert.Equal(expected, flags.IsEnabled(Flags.SentimentAnalysis, EvaluationContext.For(id)));
            Assert.Equal(expected, flags.GetFlag(Flags.SentimentAnalysis).IsEnabled(id));
            Assert.Equal(expected, flags.Evaluate(Flags.SentimentAnalysis, id).Enabled);
            Assert.Equal(expected, customer.IsEnabled(Flags.SentimentAnalysis));
            Assert.Equal(flags.GetVariant("button-color", id, ""), flags.GetVariant(Flags.ButtonColor, id, ""));
            Assert.Equal(10.0, flags.GetVariant(Flags.PageSize, id, 0));
            Assert.False(flags.IsEnabled(Flags.Checkout_FastLane, id));
        }

        Assert.False(default(CustomerFlags).IsEnabled(Flags.ButtonColor));
        Assert.Equal("checkout.fast_lane", Flags.Keys.Checkout_FastLane);
        Assert.Equal(Flags.Keys.Checkout_FastLane, Flags.Checkout_FastLane.ToString());
    }

    [Fact]
    public void A_handle_serves_many_clients_one_after_another()
    {
        var on = FeatureFlags.FromJson("""{ "flags": { "sentiment_analysis": { "percentage": 100 } } }""");
        var off = FeatureFlags.FromJson("""{ "flags": { "sentiment_analysis": { "percentage": 0 } } }""");
        using var test = new TestFeatureFlags();
        for (var i = 0; i < 3; i++)
        {
            Assert.True(on.IsEnabled(Flags.SentimentAnalysis, "acme"));
            Assert.False(off.IsEnabled(Flags.SentimentAnalysis, "acme"));
            Assert.False(test.IsEnabled(Flags.SentimentAnalysis, "acme"));
        }
    }

    [Fact]
    [Trait("Requirement", "F-01")]
    public void A_question_by_handle_allocates_nothing()
    {
        var flags = FeatureFlags.FromJson(Json);
        var context = EvaluationContext.For("acme").With("plan", "pro");
        var answers = 0;
        for (var warm = 0; warm < 2; warm++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
            {
                answers += flags.IsEnabled(Flags.SentimentAnalysis, "acme") ? 1 : 0;
                answers += flags.IsEnabled(Flags.SentimentAnalysis, context) ? 1 : 0;
                answers += flags.GetVariant(Flags.ButtonColor, context, "").Length;
            }

            Assert.True(warm == 0 || GC.GetAllocatedBytesForCurrentThread() == before);
        }

        Assert.True(answers > 0);
    }
}
