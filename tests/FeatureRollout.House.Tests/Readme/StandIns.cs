namespace FeatureRollout.House.Tests.Readme;

/// <summary>
/// What a snippet may use without declaring it, because its reader has something of that name. A snippet that uses a
/// name of this table and doesn't declare it gets the declaration; any other unknown name is an error.
/// </summary>
internal static class StandIns
{
    private static readonly Dictionary<string, string> Statements = new(StringComparer.Ordinal)
    {
        ["flags"] = """IFeatureFlags flags = FeatureFlags.FromJson("{ \"flags\": { \"f\": { \"enabled\": true } } }");""",
        ["id"] = """var id = "acme";""",
        ["customerId"] = """var customerId = "acme";""",
        ["connectionString"] = """var connectionString = "Host=db;Database=flags";""",
        ["evaluation"] = """var evaluation = flags.Evaluate("f", id);""",
        ["elapsed"] = "var elapsed = TimeSpan.FromMilliseconds(12);",
        ["customer"] = "var customer = flags.For(id);",
        ["f"] = """var f = flags.GetFlag("f");""",
        ["services"] = "var services = new Microsoft.Extensions.DependencyInjection.ServiceCollection();",
        ["builder"] = "var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();",
        ["app"] = "var app = Microsoft.AspNetCore.Builder.WebApplication.CreateBuilder().Build();",
        ["NewWay"] = """string NewWay() => "new";""",
        ["OldWay"] = """string OldWay() => "old";""",
    };

    /// <summary>What a fragment, which shows no usings at all, has above it.</summary>
    public const string Usings = """
        using FeatureRollout;
        using FeatureRollout.TestKit;
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Http;
        using Microsoft.Extensions.Configuration;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;

        """;

    /// <summary>What a stand-in itself needs.</summary>
    private static readonly Dictionary<string, string[]> Needs = new(StringComparer.Ordinal)
    {
        ["evaluation"] = ["flags", "id"],
        ["customer"] = ["flags", "id"],
        ["f"] = ["flags"],
    };

    public static bool Has(string name) => Statements.ContainsKey(name);

    /// <summary>The declarations of these names and of what they need, those of others first.</summary>
    public static string For(IReadOnlyCollection<string> names)
    {
        var all = names.SelectMany(name => Needs.GetValueOrDefault(name, [])).Concat(names).ToHashSet(StringComparer.Ordinal);
        return string.Join(' ', Statements.Where(one => all.Contains(one.Key)).Select(one => one.Value));
    }
}
