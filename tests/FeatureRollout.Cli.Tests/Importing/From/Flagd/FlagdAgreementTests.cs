using FeatureRollout.Cli.Importing.From.Flagd;

namespace FeatureRollout.Cli.Tests.Importing.From.Flagd;

[Trait("Requirement", "F-04")]
[Trait("Requirement", "F-09")]
[Trait("Requirement", "F-20")]
public sealed class FlagdAgreementTests
{
    [Fact]
    public void Imported_flags_answer_as_flagd_does_for_random_targeting_and_customers() => Carried.ForSeeds(50, random =>
    {
        var targeting = new RandomTargeting(random);
        var json = targeting.File(flags: 4);
        var flagd = new SlowFlagd(json);
        using var carried = Carried.Of(new FlagdImporter(), json);
        var client = carried.Flags;
        Assert.DoesNotContain(carried.Lost, note => !note.Message.Contains("has no variant", StringComparison.Ordinal));
        for (var i = 0; i < 60; i++)
        {
            var asked = targeting.Context();
            var context = Carried.Context(asked.GetValueOrDefault("targetingKey") as string, asked.Where(each => each.Key != "targetingKey"));
            foreach (var key in new[] { "flag-0", "flag-1", "flag-2", "flag-3" })
            {
                var variant = flagd.Variant(key, asked);
                var says = string.Join(", ", asked.Select(each => $"{each.Key}: {(each.Value is object?[] list ? string.Join('|', list) : each.Value is Dictionary<string, object?> map ? map["name"] : each.Value)} ({each.Value?.GetType().Name})"));
                if (key is "flag-0" or "flag-2")
                {
                    Assert.True((variant is "on" or "true") == carried.Ask(context, () => client.IsEnabled(key, context)), $"{key} is not {variant} for {says} in {json}");
                }
                else
                {
                    var expected = variant is null ? "code" : "value of " + variant;
                    Assert.True(expected == carried.Ask(context, () => client.GetVariant(key, context, "code")), $"{key} is {client.GetVariant(key, context, "code")} and not {expected} for {says} in {json}");
                }
            }
        }
    });
}
