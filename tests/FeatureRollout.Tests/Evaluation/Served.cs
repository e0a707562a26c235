using System.Text;
using FeatureRollout.Flags;
using FeatureRollout.Flags.Files;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace FeatureRollout.Tests.Evaluation;

/// <summary>Clients that serve what a test gives them, without providers.</summary>
internal static class Served
{
    public static FeatureFlags Client(params Layer[] layers) => Client(new FeatureFlagsOptions(), layers);

    public static FeatureFlags Nothing() => Client(Array.Empty<Layer>());

    public static FeatureFlags Client(FeatureFlagsOptions options, params Layer[] layers)
    {
        var client = new FeatureFlags(options);
        client.Publish(layers);
        return client;
    }

    public static FeatureFlags Client(params FlagDefinition[] flags) => Client(Layer(flags));

    public static Layer Layer(params FlagDefinition[] flags) => new("file", Set(flags));

    public static Layer Layer(string name, params FlagDefinition[] flags) => new(name, Set(flags));

    public static Layer Json(string name, string json, bool closed = true) =>
        new(name, FlagFileReader.Read(Encoding.UTF8.GetBytes(json), name, closed));

    public static Layer Store(params FlagState[] states) => new("store", Set() with { States = ByKey(states, state => state.Key) });

    public static FlagSet Set(params FlagDefinition[] flags) => new() { Flags = ByKey(flags, flag => flag.Key) };

    public static IReadOnlyDictionary<string, SegmentDefinition> Segments(params SegmentDefinition[] segments) =>
        ByKey(segments, segment => segment.Name);

    public static FlagDefinition Flag(string key, decimal percentage) => new() { Key = key, Percentage = Percentage.FromPercent(percentage) };

    public static IReadOnlyDictionary<string, FlagOverride> Overrides(params (string Id, bool Enabled)[] overrides) =>
        overrides.ToDictionary(each => each.Id, each => new FlagOverride { Enabled = each.Enabled }, StringComparer.Ordinal);

    /// <summary>Ids that differ in every way that the bucketing looks at.</summary>
    public static string[] Customers(int count) => [.. Enumerable.Range(0, count).Select(i => FormattableString.Invariant($"customer-{i}"))];

    /// <summary>Runs a property over as many seeds, always the same ones; the failing seed is in the message.</summary>
    public static void ForSeeds(int cases, Action<Random> property) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => property(new Random(seed)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(cases).WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(20_260_101), null))));

    public static T Of<T>(this Random random, params T[] choices) => choices[random.Next(choices.Length)];

    public static bool Chance(this Random random, int percent) => random.Next(100) < percent;

    private static Dictionary<string, T> ByKey<T>(IEnumerable<T> items, Func<T, string> key) => items.ToDictionary(key, StringComparer.Ordinal);
}
