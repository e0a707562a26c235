using System.Text.Json;
using FeatureRollout.Cli.Importing.From.Unleash;

namespace FeatureRollout.Cli.Tests.Importing.From.Unleash;

/// <summary>Cases of one kind over one state of Unleash: contexts, and what a feature gives.</summary>
internal static class UnleashSuite
{
    /// <summary>Asks our client each case; the answers in order.</summary>
    public static IEnumerable<(string Case, bool Agrees)> Run(string kind, JsonElement part)
    {
        var state = part.GetProperty("state").GetRawText();
        var number = 0;
        foreach (var item in part.GetProperty("cases").EnumerateArray())
        {
            number++;
            var context = UnleashContext.Of(item.GetProperty("context"));
            using var imported = Carried.Of(new UnleashImporter(), state, context.CurrentTime ?? UnleashContext.Now);
            var feature = item.GetProperty("feature").GetString()!;
            var key = imported.KeyOf(feature);
            var answer = imported.Ask(context.ToOurs(), () => imported.Flags.Evaluate(key, context.ToOurs()));
            var agrees = item.TryGetProperty("on", out var on)
                ? answer.Enabled == on.GetBoolean()
                : (answer.Variant ?? "disabled") == item.GetProperty("variant").GetString()
                    && (!item.TryGetProperty("value", out var value) || JsonElement.DeepEquals(value, imported.Flags.GetVariant(key, context.ToOurs(), JsonElement.Parse("null"))));
            yield return (FormattableString.Invariant($"{kind} {number} ({feature})"), agrees);
        }
    }
}
