using FeatureRollout.Cli.Importing.From.Microsoft;

namespace FeatureRollout.Cli.Tests.Importing.From.Microsoft;

[Trait("Requirement", "F-28")]
[Trait("Requirement", "F-29")]
public sealed class AgreementTests
{
    private const int Configurations = 200;

    [Fact]
    public async Task Nobody_is_moved_by_an_import_that_loses_nothing_and_nobody_is_let_in_by_one_that_does()
    {
        var (whole, on) = (0, 0);
        for (var seed = 0; seed < Configurations; seed++)
        {
            var random = new RandomFeatures(seed);
            var json = random.Configuration();
            using var features = new ConfiguredFeatures(json);
            using var carried = Carried.Of(new MicrosoftImporter(), json);
            var isWhole = carried.Lost.Count == 0;
            whole += isWhole ? 1 : 0;
            for (var i = 0; i < 25; i++)
            {
                var (user, groups) = random.Customer();
                var context = EvaluationContext.For(user).With("groups", groups);
                var answer = carried.Flags.Evaluate("Feature", context);
                var (isOn, variant) = await features.AskAsync("Feature", user, groups);
                on += isOn ? 1 : 0;
                var agrees = isWhole ? answer.Enabled == isOn : isOn || !answer.Enabled;
                Assert.True(agrees, $"{seed}, {user} in {string.Join(',', groups)}: {answer.Enabled} instead of {isOn}\n{json}\n{carried.File}");
                if (answer.Enabled)
                {
                    Assert.True(
                        NameOf(answer.Variant) == variant,
                        $"{seed}, {user} in {string.Join(',', groups)}: {answer.Variant} instead of {variant}\n{json}\n{carried.File}");
                }
            }
        }

        Assert.InRange(whole, Configurations / 2, Configurations);
        Assert.InRange(on, Configurations * 5, Configurations * 20);
    }

    [Theory]
    [InlineData("")]
    [InlineData("someone with a very long name, longer than any buffer on a stack would be expected to be by anybody at all")]
    public async Task Odd_customers_have_the_same_place(string user)
    {
        for (var percent = 0; percent <= 100; percent++)
        {
            var json = $$"""{ "FeatureManagement": { "A": { "EnabledFor": [ { "Name": "Targeting", "Parameters": { "Audience": { "DefaultRolloutPercentage": {{percent}} } } } ] } } }""";
            using var features = new ConfiguredFeatures(json);
            using var carried = Carried.Of(new MicrosoftImporter(), json);
            Assert.Equal((await features.AskAsync("A", user, [])).IsOn, carried.Flags.IsEnabled("A", user));
        }
    }

    /// <summary>Names here have no spaces, and being given no variant is a variant.</summary>
    private static string? NameOf(string? variant) => variant switch { "none" => null, "with-space" => "with space", _ => variant };
}
