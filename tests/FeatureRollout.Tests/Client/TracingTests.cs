using System.Diagnostics;
using FeatureRollout.Tests.Evaluation;

namespace FeatureRollout.Tests.Client;

[Trait("Requirement", "F-21")]
public sealed class TracingTests
{
    private const string Customer = "customer-that-must-not-leak";

    [Fact]
    public void Answers_become_events_on_the_current_span_only_while_somebody_listens()
    {
        using var client = Served.Client(
            Served.Flag("on", 100),
            Served.Flag("off", 0),
            Served.Flag("with-variant", 100) with { Variants = [new FlagVariant { Name = "blue", Weight = 1 }] });
        using var span = new Activity("request").Start();
        _ = client.IsEnabled("on", Customer);
        Assert.Empty(span.Events);

        using (Listener())
        {
            EvaluationContext context = EvaluationContext.For(Customer).With("email", Customer);
            _ = client.IsEnabled("on", Customer);
            _ = client.IsEnabled("off", context);
            _ = client.For(context).IsEnabled("on");
            _ = client.GetFlag("off").IsEnabled(Customer);
            _ = client.GetFlag("on").IsEnabled(client.For(context));
            _ = client.Evaluate("on", context);
            _ = client.Evaluate("with-variant", context);
            _ = client.GetVariant("with-variant", context, "x");
            _ = client.IsEnabled("unknown", Customer);
            _ = client.Evaluate(Customer, context);
            _ = client.Explain("on", context);
        }

        Assert.Equal(
            [
                "on=on", "off=off", "on=on", "off=off", "on=on",
                "on=on static", "with-variant=blue static", "with-variant=blue static",
            ],
            span.Events.Select(Say),
            StringComparer.Ordinal);
        Assert.All(span.Events, e => Assert.Equal("feature_flag.evaluation", e.Name));
        Assert.All(span.Events, e => Assert.Equal("feature-rollout", Tag(e, "feature_flag.provider.name")));
        Assert.DoesNotContain(span.Events.SelectMany(e => e.Tags), tag => tag.Value?.ToString()?.Contains(Customer, StringComparison.Ordinal) == true);
    }

    [Fact]
    public void Without_a_span_nothing_happens()
    {
        using var client = Served.Client(Served.Flag("on", 100));
        using var listener = Listener();
        Activity.Current = null;
        Assert.True(client.IsEnabled("on", "acme"));
        Assert.True(client.Evaluate("on", "acme").Enabled);
        Assert.Null(Activity.Current);
    }

    private static string Say(ActivityEvent e) =>
        $"{Tag(e, "feature_flag.key")}={Tag(e, "feature_flag.result.variant")} {Tag(e, "feature_flag.result.reason")}".TrimEnd();

    private static string? Tag(ActivityEvent e, string name) => e.Tags.FirstOrDefault(tag => tag.Key == name).Value?.ToString();

    private static ActivityListener Listener()
    {
        var listener = new ActivityListener { ShouldListenTo = source => source.Name == "FeatureRollout" };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
