using System.Text.Json;
using System.Text.Json.Nodes;
using FeatureRollout.Hashing;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Cli.Tests.Importing.From.GrowthBook;

[Trait("Requirement", "F-09")]
[Trait("Requirement", "F-25")]
public sealed class GrowthBookAgreementTests
{
    [Fact]
    public void Random_features_answer_as_the_tool_does_for_everybody()
    {
        var (asked, whole) = (0, 0);
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new RandomFeatures(new Random(seed));
            var (features, groups) = (random.Features(), RandomFeatures.Groups());
            using var imported = new ImportedFeatures(new JsonObject { ["features"] = features.DeepClone(), ["savedGroups"] = groups.DeepClone() }.ToJsonString());
            whole++;
            if (imported.Lost.Any())
            {
                return;
            }

            for (var n = 0; n < 20; n++)
            {
                var attributes = random.Attributes();
                var customer = ImportedFeatures.Customer(JsonElement.Parse(attributes.ToJsonString()));
                foreach (var (key, _) in features)
                {
                    var expected = new PlainGrowthBook(features, groups, attributes).Value(key);
                    var actual = JsonNode.Parse(imported.Value(key, customer).GetRawText());
                    asked++;
                    Assert.True(
                        JsonNode.DeepEquals(expected, actual) || (expected is null && actual?.GetValueKind() == JsonValueKind.False),
                        $"{key} of {features.ToJsonString()} for {attributes.ToJsonString()}: {expected?.ToJsonString() ?? "null"} expected, {actual?.ToJsonString() ?? "null"} given");
                }
            }
        }).QuickCheckThrowOnFailure();
        Assert.True(asked > whole * 20, $"{asked} answers of {whole} payloads were compared");
    }

    /// <summary>Each number of both versions lies between the edges that stand for it here.</summary>
    [Theory]
    [InlineData(1, "growthbook-v1")]
    [InlineData(2, "growthbook-v2")]
    public void A_range_that_is_imported_has_exactly_the_numbers_of_its_range_there(int version, string name)
    {
        Assert.True(Bucketing.TryGet(name, out var bucketing));
        var places = bucketing.Places("seed");
        var scale = FeatureRollout.Cli.Importing.From.GrowthBook.GrowthBookScale.Of(version)!;
        for (var n = 0; n < 3000; n++)
        {
            var id = "user" + n.ToString(System.Globalization.CultureInfo.InvariantCulture);
            var bucket = places.Bucket(id, 0)!.Value;
            var number = scale.Count == 1000 ? Fnv(id + "seed") % 1000 : Fnv(Fnv("seed" + id).ToString(System.Globalization.CultureInfo.InvariantCulture)) % 10_000;
            Assert.InRange(bucket, scale.Edge((int)number), scale.Edge((int)number + 1) - 1);
        }

        static uint Fnv(string text) => text.Aggregate(2_166_136_261u, (hash, unit) => unchecked((hash ^ unit) * 16_777_619u));
    }
}
