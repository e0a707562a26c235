using System.Text.RegularExpressions;

namespace FeatureRollout.House.Tests.Requirements;

/// <summary>
/// What the library claims to do stands in <c>requirements.txt</c>, a row's ID and a few words each; a claim counts
/// while a test names the row.
/// </summary>
public sealed partial class RequirementTests
{
    private static readonly string[] TestProjects =
    [
        "FeatureRollout.Tests", "FeatureRollout.Hosting.Tests", "FeatureRollout.PostgreSql.Tests", "FeatureRollout.AspNetCore.Tests", "FeatureRollout.Cli.Tests",
        "FeatureRollout.FeatureManagement.Tests", "FeatureRollout.TypedFlags.Tests", "FeatureRollout.House.Tests",
    ];

    [Fact]
    public void Every_claimed_requirement_is_named_by_a_test()
    {
        var named = Named().Select(name => name.Requirement).ToHashSet(StringComparer.Ordinal);

        Listing.AssertNone(Claims().Where(claim => !named.Contains(claim.Id)).Select(claim => $"{claim.Id} {claim.Words}"));
    }

    [Fact]
    public void No_test_names_a_requirement_of_an_unknown_form()
    {
        Listing.AssertNone(Named().Where(name => !Id().IsMatch(name.Requirement)).Select(name => $"{name.Test}: {name.Requirement}"));
    }

    [Fact]
    public void Each_claim_has_an_ID_and_words_and_stands_once()
    {
        var claims = Claims();

        Assert.NotEmpty(claims);
        Assert.All(claims, claim => Assert.True(Id().IsMatch(claim.Id) && claim.Words.Length > 0, claim.ToString()));
        Assert.Equal(claims.Select(claim => claim.Id).Distinct(StringComparer.Ordinal), claims.Select(claim => claim.Id), StringComparer.Ordinal);
    }

    private static List<(string Id, string Words)> Claims() =>
        [.. File.ReadLines(Repository.In("tests", "FeatureRollout.House.Tests", "requirements.txt"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(' ', 2))
            .Select(parts => (parts[0], parts.ElementAtOrDefault(1)?.Trim() ?? ""))];

    private static IEnumerable<(string Test, string Requirement)> Named() =>
        from project in TestProjects
        let path = Repository.In("tests", project, "bin", Repository.Configuration, "net10.0", project + ".dll")
        from trait in TestTraits.Read(path)
        where trait.Name == "Requirement"
        select (trait.Test, trait.Value);

    [GeneratedRegex(@"^(S[0-4]|X|F)-[0-9]{2}\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Id();
}
