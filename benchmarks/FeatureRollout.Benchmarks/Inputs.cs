using System.Globalization;

namespace FeatureRollout.Benchmarks;

/// <summary>The flags and ids that all benchmarks rotate over.</summary>
internal static class Inputs
{
    /// <summary>Questions in one invocation.</summary>
    public const int Questions = 20_000;

    private const int Customers = 10_000;

    public static string[] FlagNames(int count) =>
        [.. Enumerable.Range(0, count).Select(i => string.Intern("feature_flag_" + i.ToString(CultureInfo.InvariantCulture)))];

    public static string[] Ids(string kind) =>
        [.. Enumerable.Range(0, Customers).Select(i => kind == "guid"
            ? new Guid((i * 7919) + 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11).ToString()
            : "customer-" + i.ToString("D6", CultureInfo.InvariantCulture))];

    /// <summary>For each question a flag's number, in an order without pattern.</summary>
    public static int[] Order(int flags)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, Questions).Select(_ => random.Next(flags))];
    }

    /// <summary>For each question an id, each about as often.</summary>
    public static string[] IdOrder(string[] ids)
    {
        var random = new Random(2);
        return [.. Enumerable.Range(0, Questions).Select(_ => ids[random.Next(ids.Length)])];
    }

    /// <summary>Each name as an object of its own, so that no reference is met twice within one invocation.</summary>
    public static string[] AsAnyStrings(IEnumerable<string> names) => [.. names.Select(name => new string(name.AsSpan()))];

    /// <summary>A client at 25 % for each flag.</summary>
    public static FeatureFlags Client(IEnumerable<string> names) =>
        FeatureFlags.FromJson($$"""{ "flags": { {{string.Join(",", names.Select(name => $$"""
            "{{name}}": { "percentage": 25 }
            """))}} } }""");

    /// <summary>A client whose flags have everything: lists, a prerequisite with its own lists, a rule and a schedule.</summary>
    public static FeatureFlags FullClient(IEnumerable<string> names)
    {
        var include = List("beta", 1000);
        var exclude = List("banned", 1000);
        return FeatureFlags.FromJson($$"""
            { "flags": {
              "base": { "percentage": 90, "include": [{{include}}], "exclude": [{{exclude}}] },
              {{string.Join(",", names.Select(name => $$"""
              "{{name}}": {
                "percentage": 25, "include": [{{include}}], "exclude": [{{exclude}}], "requires": ["base"],
                "rules": [{ "when": "vertical == 'e-commerce'", "percentage": 50 }],
                "schedule": { "from": "2020-01-01", "until": "2100-01-01" } }
              """))}}
            } }
            """);
    }

    private static string List(string prefix, int count) => string.Join(
        ",", Enumerable.Range(0, count).Select(i => $"\"{prefix}-{i.ToString(CultureInfo.InvariantCulture)}\""));
}
