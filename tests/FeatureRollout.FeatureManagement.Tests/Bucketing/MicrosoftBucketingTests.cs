using System.Globalization;
using System.Text.Json;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;
using TargetedAudience = Microsoft.FeatureManagement.FeatureFilters.Audience;

namespace FeatureRollout.FeatureManagement.Tests.Bucketing;

/// <summary>The bucketing <c>microsoft</c> answers as Microsoft's package does, asked here side by side.</summary>
[Trait("Requirement", "F-08")]
public sealed class MicrosoftBucketingTests
{
    private const string Feature = "Checkout";

    private static readonly string?[] Users = MakeUsers();

    /// <summary>Cultures with another decimal separator, another casing, and none.</summary>
    public static TheoryData<string> Cultures => ["", "de-DE", "tr-TR"];

    [Theory]
    [MemberData(nameof(Cultures))]
    public async Task Percentages_of_everybody_and_of_groups_have_the_same_users(string culture)
    {
        using var here = new Culture(culture);
        var random = new Random(31);
        var seen = new HashSet<bool>();
        for (var round = 0; round < 60; round++)
        {
            var (everybody, ring) = (Thousandths(random, round), Thousandths(random, round + 1));
            using var flags = FeatureFlags.FromJson(JsonSerializer.Serialize(new
            {
                flags = new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    [Feature] = new
                    {
                        bucketing = "microsoft",
                        percentage = everybody / 1000m,
                        rules = new[] { new { when = "groups contains 'Ring 1'", percentage = ring / 1000m, salt = Feature + "\nRing 1", @continue = true } },
                    },
                },
            }));
            var filter = new ContextualTargetingFilter();
            var settings = new TargetingFilterSettings
            {
                Audience = new TargetedAudience
                {
                    DefaultRolloutPercentage = double.Parse(Text(everybody), CultureInfo.InvariantCulture),
                    Groups = [new GroupRollout { Name = "Ring 1", RolloutPercentage = double.Parse(Text(ring), CultureInfo.InvariantCulture) }],
                },
            };
            foreach (var user in Users)
            {
                string[] groups = random.Next(2) == 0 ? ["Ring 1"] : [];
                var expected = await filter.EvaluateAsync(
                    new FeatureFilterEvaluationContext { FeatureName = Feature, Settings = settings },
                    new TargetingContext { UserId = user, Groups = groups });
                var answer = flags.IsEnabled(Feature, EvaluationContext.For(user).With("groups", groups));
                Assert.True(expected == answer, $"{user} in {groups.Length} groups at {Text(everybody)} and {Text(ring)} %");
                seen.Add(answer);
            }
        }

        Assert.Equal(2, seen.Count);
    }

    /// <summary>Around each user's own place, where a rounding would show.</summary>
    [Fact]
    public async Task The_share_from_which_a_user_is_in_is_the_same_to_a_thousandth()
    {
        using var flags = FeatureFlags.FromJson($$"""{ "flags": { "{{Feature}}": { "percentage": 50, "bucketing": "microsoft" } } }""");
        var filter = new ContextualTargetingFilter();
        foreach (var user in Users)
        {
            var bucket = flags.Evaluate(Feature, EvaluationContext.For(user)).Bucket!.Value;
            Assert.False(bucket > 0 && await IsIn(user, bucket), $"{user} is out at {bucket}");
            Assert.True(await IsIn(user, bucket + 1), $"{user} is in at {bucket + 1}");
        }

        Task<bool> IsIn(string? user, int thousandths) => filter.EvaluateAsync(
            new FeatureFilterEvaluationContext
            {
                FeatureName = Feature,
                Settings = new TargetingFilterSettings
                {
                    Audience = new TargetedAudience { DefaultRolloutPercentage = double.Parse(Text(thousandths), CultureInfo.InvariantCulture) },
                },
            },
            new TargetingContext { UserId = user });
    }

    [Theory]
    [MemberData(nameof(Cultures))]
    public async Task Percentiles_give_the_same_variants(string culture)
    {
        using var here = new Culture(culture);
        var random = new Random(37);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var round = 0; round < 30; round++)
        {
            var seed = round % 3 == 0 ? null : FormattableString.Invariant($"seed {round}\nü");
            int[] bounds = [0, .. Enumerable.Range(0, 3).Select(i => Thousandths(random, round + i)).Order(), 100_000];
            string[] names = [.. Enumerable.Range(1, 4).Select(i => FormattableString.Invariant($"v{i}"))];
            using var flags = FeatureFlags.FromJson(JsonSerializer.Serialize(new
            {
                flags = new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    [Feature] = Flag(seed, names.Index().ToDictionary(
                        each => each.Item, each => new { weight = (bounds[each.Index + 1] - bounds[each.Index]) / 1000m }, StringComparer.Ordinal)),
                },
            }));
            var manager = new FeatureManager(new OneFeature(new FeatureDefinition
            {
                Name = Feature,
                EnabledFor = [new FeatureFilterConfiguration { Name = "AlwaysOn" }],
                Variants = names.Select(name => new VariantDefinition { Name = name }),
                Allocation = new Allocation
                {
                    Seed = seed,
                    Percentile = names.Index().Select(each => new PercentileAllocation
                    {
                        Variant = each.Item,
                        From = double.Parse(Text(bounds[each.Index]), CultureInfo.InvariantCulture),
                        To = double.Parse(Text(bounds[each.Index + 1]), CultureInfo.InvariantCulture),
                    }).ToArray(),
                },
            }));
            foreach (var user in Users)
            {
                var expected = (await manager.GetVariantAsync(Feature, new TargetingContext { UserId = user })).Name;
                Assert.Equal(expected, flags.Evaluate(Feature, EvaluationContext.For(user)).Variant);
                seen.Add(expected);
            }
        }

        Assert.Equal(4, seen.Count);

        static object Flag<T>(string? seed, Dictionary<string, T> variants) => seed is null
            ? new { bucketing = "microsoft", percentage = 100, variants }
            : new { bucketing = "microsoft", percentage = 100, variantSalt = seed, variants };
    }

    /// <summary>Whole percentages, tenths and thousandths, and both ends.</summary>
    private static int Thousandths(Random random, int round) => (round % 5) switch
    {
        0 => random.Next(0, 101) * 1000,
        1 => random.Next(0, 1001) * 100,
        2 => random.Next(2) * 100_000,
        _ => random.Next(0, 100_001),
    };

    private static string Text(int thousandths) => (thousandths / 1000m).ToString(CultureInfo.InvariantCulture);

    private static string?[] MakeUsers()
    {
        var random = new Random(29);
        string[] some = ["Aiden", "Blossom", "I", "ı", "İSTANBUL", "Zürich", "顧客", "😀", "a\uD800b", "\uDE00", "", new('x', 5000), new('é', 300)];
        return
        [
            null,
            .. some,
            .. Enumerable.Range(0, 150).Select(_ => string.Create(random.Next(1, 40), random, static (units, source) =>
            {
                foreach (ref var unit in units)
                {
                    unit = (char)(source.Next(3) == 0 ? source.Next(1, 0x10000) : source.Next('0', 'z'));
                }
            })),
        ];
    }

    private sealed class OneFeature(FeatureDefinition feature) : IFeatureDefinitionProvider
    {
        public Task<FeatureDefinition> GetFeatureDefinitionAsync(string featureName) => Task.FromResult(feature);

        public IAsyncEnumerable<FeatureDefinition> GetAllFeatureDefinitionsAsync() => new[] { feature }.ToAsyncEnumerable();
    }

    private sealed class Culture : IDisposable
    {
        private readonly CultureInfo _before = CultureInfo.CurrentCulture;

        public Culture(string name) => CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(name);

        public void Dispose() => CultureInfo.CurrentCulture = _before;
    }
}
