using System.Globalization;
using System.Text;
using FeatureRollout.Cli.Importing;
using FeatureRollout.Cli.Importing.From.Flipper;
using FeatureRollout.Cli.Terminal;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Cli.Tests.Importing.From.Flipper;

[Trait("Requirement", "F-28")]
public sealed class FlipperImporterTests
{
    [Fact]
    public void Each_gate_has_its_place()
    {
        using var imported = Export("""
            "on": { "boolean": "true", "groups": [], "actors": ["User;1"], "expression": null, "percentage_of_actors": null, "percentage_of_time": null },
            "off": { "boolean": null, "groups": [], "actors": [], "expression": null, "percentage_of_actors": null, "percentage_of_time": null },
            "some": { "boolean": null, "groups": ["admins"], "actors": ["User;7"], "expression": { "Equal": [ { "Property": ["plan"] }, "pro" ] }, "percentage_of_actors": "25.5", "percentage_of_time": null },
            "my search": { "percentage_of_actors": 10 }
            """);

        Assert.Equal(100m, imported["on"].Percentage);
        Assert.Equal(0m, imported["off"].Percentage);
        var some = imported["some"];
        Assert.Equal((25.5m, "flipper"), (some.Percentage, some.Bucketing));
        Assert.Equal(["User;7"], some.Include!.Customers, StringComparer.Ordinal);
        Assert.Equal([("plan == 'pro'", "v1"), ("groups contains 'admins'", null)], some.Rules!.Select(rule => (rule.When.Text, rule.Bucketing)));
        Assert.Equal(("my-search", "my search"), (imported["my search"].Key, imported["my search"].Salt));
        Assert.Empty(imported.Lost);
        Assert.Contains(imported.Import.Notes, note => note.Message.Contains("\"groups\"", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Requirement", "F-29")]
    public void Gates_answer_as_Flippers_do_for_random_actors() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(60),
        Prop.ForAll(Gen.Choose(0, 100_000).ToArbitrary(), Gen.Choose(0, 100_000).ToArbitrary(), (thousandths, first) =>
        {
            var percentage = (thousandths / 1000m).ToString(CultureInfo.InvariantCulture);
            using var imported = Export($$"""
                "search": { "boolean": null, "groups": ["staff"], "actors": ["User;{{first}}"], "percentage_of_actors": "{{percentage}}" },
                "by plan": { "expression": { "Any": [ { "All": [ { "Equal": [ { "Property": ["plan"] }, "pro" ] }, { "PercentageOfActors": [ { "Property": ["flipper_id"] }, {{percentage}} ] } ] }, { "GreaterThan": [ { "Property": ["age"] }, 40 ] } ] } }
                """);
            for (var number = first; number < first + 50; number++)
            {
                var actor = FormattableString.Invariant($"User;{number}");
                var (isStaff, plan, age) = (number % 7 == 0, number % 3 == 0 ? "pro" : "free", number % 50);
                var context = EvaluationContext.For(actor).With("plan", plan);
                context = number % 5 == 0 ? context.With("age", "50") : context.With("age", age);
                context = isStaff ? context.With("groups", ["staff", "other"]) : context;
                Assert.Equal(number == first || isStaff || IsDrawn("search", actor, thousandths), imported.Flags.IsEnabled("search", context));
                Assert.Equal((plan == "pro" && IsDrawn("by plan", actor, thousandths)) || (age > 40 && number % 5 != 0), imported.Flags.IsEnabled("by-plan", context));
            }

            Assert.False(imported.Flags.IsEnabled("search", default(EvaluationContext)));
        }));

    [Theory]
    [InlineData("""{ "Property": ["beta"] }""", "(has(beta)) and (beta != false)")]
    [InlineData("""{ "Boolean": [ { "Property": ["beta"] } ] }""", "beta in [true, 1, 'true', '1']")]
    [InlineData("""{ "NotEqual": [ { "Property": "plan" }, "pro" ] }""", "plan != 'pro'")]
    [InlineData("""{ "LessThan": [ 21, { "Property": ["age"] } ] }""", "(age > 21) and (not (age startsWith ''))")]
    [InlineData("""{ "LessThan": [ { "Number": [ { "Property": ["age"] } ] }, 21 ] }""", "not (age >= 21)")]
    [InlineData("""{ "GreaterThan": [ { "Property": ["since"] }, { "Time": ["2026-01-01T00:00:00Z"] } ] }""", "since > date('2026-01-01T00:00:00Z')")]
    [InlineData("""{ "Equal": [ { "String": [ { "Property": ["zip"] } ] }, "12" ] }""", "zip in ['12', 12]")]
    [InlineData("""{ "All": [ { "Equal": [ { "Property": ["flipper_id"] }, "User;1" ] }, { "Any": [ { "Equal": [ { "Property": ["a"] }, true ] }, { "Equal": [ { "Property": ["b"] }, 2 ] } ] } ] }""", "(customerId == 'User;1') and ((a == true) or ((b == 2) and (not (b startsWith ''))))")]
    public void Expressions_are_conditions(string expression, string condition)
    {
        using var imported = Export($$""" "f": { "expression": {{expression}} } """);

        Assert.Empty(imported.Lost);
        Assert.Equal(condition, Assert.Single(imported["f"].Rules!).When.Text);
    }

    [Theory]
    [InlineData("""{ "Equal": [ { "Random": [10] }, 1 ] }""")]
    [InlineData("""{ "FeatureEnabled": ["other"] }""")]
    [InlineData("""{ "GreaterThan": [ { "Now": [] }, { "Time": ["2026-01-01"] } ] }""")]
    [InlineData("""{ "GreaterThan": [ { "Property": ["name"] }, "m" ] }""")]
    [InlineData("""{ "Equal": [ { "Property": ["a"] }, { "Property": ["b"] } ] }""")]
    public void An_expression_that_no_condition_says_is_noted_and_lets_nobody_in(string expression)
    {
        using var imported = Export($$""" "f": { "expression": {{expression}} } """);

        Assert.Equal("$.features.f.expression", Assert.Single(imported.Lost).Path);
        Assert.Equal(0m, imported["f"].Percentage);
        Assert.Null(imported["f"].Rules);
    }

    [Fact]
    public void Whatever_else_is_not_carried_is_noted()
    {
        using var imported = Carried.Of(new FlipperImporter(), """
            { "version": 2, "more": 1, "features": {
              "a": { "percentage_of_time": "50", "new_gate": 1 },
              "b": { "percentage_of_time": 100 },
              "c": { "percentage_of_actors": "many" } } }
            """);

        Assert.Equal([1, 1, 2, 2, 4], imported.Lost.Select(note => note.Line).Order());
        Assert.Equal([0m, 100m, 0m], new[] { "a", "b", "c" }.Select(key => imported[key].Percentage!.Value.Value));
    }

    [Fact]
    public void A_file_of_something_else_is_refused() =>
        Assert.Equal(ExitCodes.Data, Assert.Throws<CliException>(() => Carried.Of(new FlipperImporter(), """{ "features": [] }""")).ExitCode);

    private static Carried Export(string features) => Carried.Of(new FlipperImporter(), $$"""{ "version": 1, "features": { {{features}} } }""");

    private static bool IsDrawn(string feature, string actor, int thousandths)
    {
        var crc = uint.MaxValue;
        foreach (var value in Encoding.UTF8.GetBytes(feature + actor))
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
            }
        }

        return ~crc % 100_000 < thousandths / 1000.0 * 1000;
    }
}
