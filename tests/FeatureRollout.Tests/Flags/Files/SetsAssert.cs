using System.Text.Json;

namespace FeatureRollout.Tests.Flags.Files;

/// <summary>Compares what has no equality of its own, member by member.</summary>
internal static class SetsAssert
{
    private static readonly Audience Unset = new();
    private static readonly Condition Any = Condition.Parse("a == 1");

    public static void Equal(FlagSet expected, FlagSet actual)
    {
        Assert.Equal(expected.Version, actual.Version);
        Maps(expected.Flags, actual.Flags, Flags);
        Maps(expected.Segments, actual.Segments, Segments);
        Assert.Equal(expected.States is null, actual.States is null);
        if (expected.States is { } states)
        {
            Maps(states, actual.States!, States);
        }
    }

    private static void Flags(FlagDefinition expected, FlagDefinition actual)
    {
        Audiences(expected.Include, actual.Include);
        Audiences(expected.Exclude, actual.Exclude);
        Assert.Equal(expected.Requires?.ToArray(), actual.Requires?.ToArray());
        Rules(expected.Rules, actual.Rules);
        Overrides(expected.Overrides, actual.Overrides);
        Assert.Equal(expected.Variants?.Select(Plain).ToArray(), actual.Variants?.Select(Plain).ToArray());
        Assert.Equal(Rest(expected), Rest(actual));

        static (string Name, decimal Weight, string Json) Plain(FlagVariant variant) =>
            (variant.Name, variant.Weight, variant.Value.ValueKind == JsonValueKind.Undefined ? "" : variant.Value.GetRawText().Replace(" ", "", StringComparison.Ordinal));

        static FlagDefinition Rest(FlagDefinition flag) =>
            flag with { Include = Unset, Exclude = Unset, Requires = null, Rules = null, Overrides = null, Variants = null };
    }

    private static void Segments(SegmentDefinition expected, SegmentDefinition actual)
    {
        Assert.Equal((expected.Name, expected.Source, expected.When?.Text), (actual.Name, actual.Source, actual.When?.Text));
        Customers(expected.Include, actual.Include);
        Customers(expected.Exclude, actual.Exclude);
    }

    private static void States(FlagState expected, FlagState actual)
    {
        Customers(expected.Added, actual.Added);
        Overrides(expected.Overrides, actual.Overrides);
        Assert.Equal(expected.Stage?.Eligible?.Text, actual.Stage?.Eligible?.Text);
        Audiences(expected.Stage?.Customers, actual.Stage?.Customers);
        Rules(expected.Stage?.Strata, actual.Stage?.Strata);
        Assert.Equal(Rest(expected), Rest(actual));

        static FlagState Rest(FlagState state) =>
            state with { Added = null, Overrides = null, Stage = state.Stage is null ? null : state.Stage with { Eligible = Any, Customers = Unset, Strata = [] } };
    }

    private static void Audiences(Audience? expected, Audience? actual)
    {
        Customers(expected?.Customers, actual?.Customers);
        Assert.Equal(expected?.Segments.ToArray(), actual?.Segments.ToArray());
    }

    private static void Customers(CustomerList? expected, CustomerList? actual) => Assert.Equal(expected?.Records, actual?.Records);

    private static void Rules(IReadOnlyList<FlagRule>? expected, IReadOnlyList<FlagRule>? actual) =>
        Assert.Equal(
            expected?.Select(rule => (rule.When.Text, rule.Percentage)).ToArray(),
            actual?.Select(rule => (rule.When.Text, rule.Percentage)).ToArray());

    private static void Overrides(IReadOnlyDictionary<string, FlagOverride>? expected, IReadOnlyDictionary<string, FlagOverride>? actual)
    {
        Assert.Equal(expected is null, actual is null);
        if (expected is not null)
        {
            Maps(expected, actual!, (one, other) =>
            {
                Assert.Equal(one, other);
                Assert.Equal(one.Until?.Offset, other.Until?.Offset);
            });
        }
    }

    private static void Maps<T>(IReadOnlyDictionary<string, T> expected, IReadOnlyDictionary<string, T> actual, Action<T, T> equal)
    {
        Assert.Equal(expected.Keys.ToArray(), actual.Keys.ToArray());
        foreach (var (key, value) in expected)
        {
            equal(value, actual[key]);
        }
    }
}
