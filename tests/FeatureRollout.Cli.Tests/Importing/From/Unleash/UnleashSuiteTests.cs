using System.Reflection;
using System.Text.Json;

namespace FeatureRollout.Cli.Tests.Importing.From.Unleash;

[Trait("Requirement", "F-28")]
[Trait("Requirement", "F-29")]
public sealed class UnleashSuiteTests
{
    private static readonly string Path = System.IO.Path.Combine(
        typeof(UnleashSuiteTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(each => each.Key == "RepositoryRoot").Value!,
        "tests", "FeatureRollout.Cli.Tests", "Importing", "Suites", "unleash.json");

    [Fact]
    public void All_cases_but_a_range_of_IPv6_addresses_answer_as_in_Unleash()
    {
        List<string> counts = [];
        List<string> differences = [];
        foreach (var kind in JsonElement.Parse(System.IO.File.ReadAllText(Path)).EnumerateObject())
        {
            var answers = UnleashSuite.Run(kind.Name, kind.Value).ToArray();
            counts.Add(FormattableString.Invariant($"{kind.Name} {answers.Count(answer => answer.Agrees)} of {answers.Length}"));
            differences.AddRange(answers.Where(answer => !answer.Agrees).Select(answer => answer.Case));
        }

        // No condition compares IPv6 addresses by their bits.
        Assert.Equal(["addresses 9 (range-of-six)"], differences);
        Assert.Equal(
            [
                "switches 7 of 7", "rollout 31 of 31", "constraints 70 of 70", "times 9 of 9", "segments 7 of 7", "variants 33 of 33",
                "dependencies 15 of 15", "addresses 9 of 10", "names 3 of 3",
            ],
            counts);
    }
}
