using System.Text.Json;
using FeatureRollout.Cli.Importing.From.Unleash;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Cli.Tests.Importing.From.Unleash;

[Trait("Requirement", "F-28")]
[Trait("Requirement", "F-29")]
public sealed class UnleashAgreementTests
{
    [Fact]
    public void Whatever_is_carried_without_a_loss_answers_as_Unleash_does_for_everybody()
    {
        var (asked, on, drawn, passedOver) = (0, 0, 0, 0);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(300),
            Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
            {
                var random = new RandomUnleash(seed);
                var state = random.State();
                using var imported = Carried.Of(new UnleashImporter(), state.ToJsonString(), UnleashContext.Now);
                var reference = new UnleashReference(state);
                var lost = imported.Lost.Select(note => note.Path).ToArray();
                var isSegmentLost = Array.Exists(lost, path => path.StartsWith("$.segments", StringComparison.Ordinal));
                var contexts = Enumerable.Range(0, 15).Select(_ => random.Context()).ToArray();
                foreach (var (name, path) in imported.Root!["features"]!.Items.Select(at => (at["name"]!.Text, at.Path)))
                {
                    if (Array.Exists(lost, each => each.StartsWith(path, StringComparison.Ordinal) && !IsUnknownSign(imported, each)) || (isSegmentLost && !OnlyUnknownSigns(imported)))
                    {
                        passedOver++;
                        continue;
                    }

                    foreach (var json in contexts)
                    {
                        var context = UnleashContext.Of(JsonElement.Parse(json));
                        if (reference.Ask(name, context) is not { } expected)
                        {
                            continue;
                        }

                        var answer = imported.Ask(context.ToOurs(), () => imported.Flags.Evaluate(imported.KeyOf(name), context.ToOurs()));
                        var variant = answer.Variant == "disabled" ? null : answer.Variant;
                        Assert.True(
                            (answer.Enabled, variant) == expected,
                            $"{name} for {json}: {(answer.Enabled, variant)}, in Unleash {expected}\n{state.ToJsonString()}\n{imported.File}");
                        asked++;
                        on += expected.On ? 1 : 0;
                        drawn += expected.Variant is null ? 0 : 1;
                    }
                }
            }));
        Assert.True(asked > 3_000 && on > 400 && drawn > 200, $"{asked} asked, {on} on, {drawn} with a variant, {passedOver} features passed over");
    }

    /// <summary>Such a constraint holds for nobody here and there.</summary>
    private static bool IsUnknownSign(Carried imported, string path) =>
        imported.Lost.Any(note => note.Path == path && (note.Message.Contains("NO_SUCH_SIGN", StringComparison.Ordinal) || note.Message.Contains("ownThing", StringComparison.Ordinal)));

    private static bool OnlyUnknownSigns(Carried imported) =>
        imported.Lost.Where(note => note.Path.StartsWith("$.segments", StringComparison.Ordinal)).All(note => IsUnknownSign(imported, note.Path));
}
