using System.Text.Json;

namespace FeatureRollout.Tests.Evaluation;

public sealed class ContextTests
{
    [Fact]
    [Trait("Requirement", "F-05")]
    public void A_whole_number_as_unit_is_its_decimal_form_however_large()
    {
        using var flags = FeatureFlags.FromJson("""
            { "flags": { "f": { "percentage": 0, "unit": "tenant", "include": ["1234567890123456789"] } } }
            """);

        Assert.True(flags.IsEnabled("f", EvaluationContext.For("acme").With("tenant", 1234567890123456789L)));
        Assert.False(flags.IsEnabled("f", EvaluationContext.For("acme").With("tenant", 1234567890123456788L)));
        Assert.Equal(
            BucketingV1.Bucket(1234567890123456789L, "f"),
            flags.Evaluate("f", EvaluationContext.For("acme").With("tenant", 1234567890123456789L)).Bucket);
    }

    [Fact]
    [Trait("Requirement", "F-04")]
    public void A_whole_number_compares_as_a_number()
    {
        using var flags = FeatureFlags.FromJson("""{ "flags": { "f": { "rules": [{ "when": "seats >= 10", "percentage": 100 }] } } }""");

        Assert.True(flags.IsEnabled("f", EvaluationContext.For("acme").With("seats", 10L)));
        Assert.True(flags.IsEnabled("f", EvaluationContext.For("acme").With("seats", 40)));
        Assert.False(flags.IsEnabled("f", EvaluationContext.For("acme").With("seats", 9L)));
    }

    [Fact]
    [Trait("Requirement", "F-04")]
    public void A_time_of_unspecified_kind_is_utc_on_every_machine()
    {
        using var flags = FeatureFlags.FromJson("""
            { "flags": { "f": { "rules": [{ "when": "signedUp >= date('2026-01-01')", "percentage": 100 }] } } }
            """);

        Assert.True(flags.IsEnabled("f", EvaluationContext.For("acme").With("signedUp", new DateTime(2026, 1, 1))));
        Assert.False(flags.IsEnabled("f", EvaluationContext.For("acme").With("signedUp", new DateTime(2025, 12, 31, 23, 59, 59))));
    }

    [Fact]
    [Trait("Requirement", "F-10")]
    public void A_variant_outlives_the_document_that_its_value_came_from()
    {
        FlagVariant variant;
        using (var document = JsonDocument.Parse("""{ "colour": "blue" }"""))
        {
            variant = new FlagVariant { Name = "one", Weight = 1, Value = document.RootElement.GetProperty("colour") };
        }

        using var client = Served.Client(Served.Flag("f", 100) with { Variants = [variant] });
        Assert.Equal("blue", client.GetVariant("f", "acme", ""));
    }
}
