using System.Reflection;

namespace FeatureRollout.House.Tests.PublicApi;

/// <summary>
/// Each package's public surface stands as text beside this file, so that a change of it is seen and meant.
/// </summary>
public sealed class PublicApiTests
{
    private const string HowToApprove = "If this is meant, approve it with: APPROVE=1 tests/run --filter PublicApi";

    public static TheoryData<string> Packages => [.. Repository.Packages];

    [Theory]
    [MemberData(nameof(Packages))]
    public void The_public_surface_is_the_approved_one(string package)
    {
        var file = Repository.In("tests", "FeatureRollout.House.Tests", "PublicApi", package + ".approved.txt");
        var found = ApiText.Of(Assembly.Load(package));
        if (Environment.GetEnvironmentVariable("APPROVE") == "1")
        {
            File.WriteAllText(file, found);
        }

        var approved = File.Exists(file) ? File.ReadAllText(file) : "";
        Assert.True(approved == found, $"{package} differs from {Path.GetFileName(file)}.\n{Difference(approved, found)}\n{HowToApprove}");
    }

    [Fact]
    public void Every_approved_file_belongs_to_a_package()
    {
        var approved = Repository.Files("tests/FeatureRollout.House.Tests/PublicApi", "*.approved.txt").Select(name => name[..^".approved.txt".Length]).Order(StringComparer.Ordinal);

        Assert.Equal(Repository.Packages, approved, StringComparer.Ordinal);
    }

    /// <summary>The lines that went and came, under the type that they are of.</summary>
    private static string Difference(string approved, string found)
    {
        var before = Lines(approved);
        var after = Lines(found);
        return string.Join('\n', before.Except(after, StringComparer.Ordinal).Select(line => "- " + line).Concat(after.Except(before, StringComparer.Ordinal).Select(line => "+ " + line)));
    }

    private static List<string> Lines(string text)
    {
        var type = "";
        var lines = new List<string>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            type = line[0] == ' ' ? type : line;
            lines.Add(line[0] == ' ' ? $"{type}: {line.Trim()}" : line);
        }

        return lines;
    }
}
