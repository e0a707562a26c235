using FeatureRollout.Cli.Importing;
using FeatureRollout.Cli.Importing.From;

namespace FeatureRollout.Cli.Tests.Importing.From;

[Trait("Requirement", "F-09")]
public sealed class LongConditionsTests
{
    [Fact]
    public void What_is_short_stays_one_condition()
    {
        var import = new Import();

        Assert.Equal("plan in ['a', 'b']", LongConditions.InTexts(import, "f", "plan", ["a", "b", "a"]));
        Assert.Equal("(has(a)) and (has(b))", LongConditions.All(import, "f", ["has(a)", "has(b)"]));
        Assert.Empty(import.Segments);
    }

    [Fact]
    public void However_many_parts_there_are_they_hold_together_as_one_by_one() => Carried.ForSeeds(30, random =>
    {
        var import = new Import();
        var values = Enumerable.Range(0, random.Next(1, 3_000)).Select(i => FormattableString.Invariant($"{i}{new string('x', random.Next(30))}")).ToArray();
        var lacking = random.Of(values);
        string[] whens =
        [
            LongConditions.InTexts(import, "list", "plan", values),
            LongConditions.InTexts(import, "list", "customerId", values),
            LongConditions.Any(import, "any", [.. values.Select(value => ConditionText.Compare("plan", "==", ConditionText.Text(value)))]),
            LongConditions.All(import, "all", [.. values.Select(value => ConditionText.Compare("plan", "!=", ConditionText.Text(value)))]),
        ];
        for (var i = 0; i < whens.Length; i++)
        {
            import.Add(new FlagDefinition { Key = FormattableString.Invariant($"f{i}"), Percentage = Percentage.Zero, Rules = [new FlagRule(Condition.Parse(whens[i]), Percentage.Full)] });
        }

        using var carried = Carried.Of(import);
        foreach (var (value, isOne) in new[] { (lacking, true), (values[0], true), (values[^1], true), ("none", false) })
        {
            var context = EvaluationContext.For(value).With("plan", value);
            Assert.Equal([isOne, isOne, isOne, !isOne], Enumerable.Range(0, 4).Select(i => carried.Flags.IsEnabled(FormattableString.Invariant($"f{i}"), context)));
        }
    });

    [Fact]
    public void Ids_that_no_list_of_customers_holds_are_asked_for_one_by_one()
    {
        var import = new Import();
        var when = LongConditions.InTexts(import, "f", "customerId", ["", new string('x', 600), .. Enumerable.Range(0, 500).Select(i => FormattableString.Invariant($"customer-{i}"))]);
        import.Add(new FlagDefinition { Key = "f", Percentage = Percentage.Zero, Rules = [new FlagRule(Condition.Parse(when), Percentage.Full)] });

        using var carried = Carried.Of(import);
        Assert.True(carried.Flags.IsEnabled("f", ""));
        Assert.True(carried.Flags.IsEnabled("f", new string('x', 600)));
        Assert.True(carried.Flags.IsEnabled("f", "customer-499"));
        Assert.False(carried.Flags.IsEnabled("f", "customer-500"));
    }

    [Fact]
    public void What_is_no_condition_by_itself_is_given_back_for_others_to_find()
    {
        var import = new Import();
        var tooLong = ConditionText.Compare("plan", "==", ConditionText.Text(new string('x', 20_000)));

        Assert.Contains(tooLong, LongConditions.Any(import, "f", [tooLong, "has(a)", tooLong]), StringComparison.Ordinal);
    }
}
