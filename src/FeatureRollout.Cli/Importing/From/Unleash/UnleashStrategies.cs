using System.Globalization;
using System.Text.RegularExpressions;
using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From.Unleash;

/// <summary>Reads strategies, each of which can let a customer in.</summary>
internal sealed class UnleashStrategies(Import import, UnleashFields fields, UnleashConstraints constraints, UnleashSegments segments)
{
    private const string Hostname = "hostname";

    private static readonly string[] Known =
        ["name", "parameters", "constraints", "segments", "variants", "sortOrder", "id", "title", "disabled", "featureName", "featureId", "environment"];

    private static readonly SourceNode Nothing = new() { Kind = SourceKind.Map, Line = 1, Column = 1, Place = SourcePath.Root };

    /// <summary>Reads a strategy.</summary>
    /// <param name="at">The strategy.</param>
    /// <param name="feature">The feature's name in Unleash.</param>
    /// <param name="key">Its key here.</param>
    /// <param name="variants">Takes its variants.</param>
    public UnleashStrategy Read(SourceNode at, string feature, string key, UnleashVariants variants)
    {
        import.LoseOthers(at.Members, Known);
        var asked = constraints.Read(key, at.ItemsOf("constraints"));
        var parameters = at["parameters"] ?? Nothing;
        var strategy = OfKind(at, parameters, feature, key);
        var parts = at.ItemsOf("segments").Select(segments.Of).Prepend(asked).Prepend(strategy.Meaning).ToArray();
        return strategy with
        {
            Meaning = new UnleashMeaning(
                LongConditions.All(import, key, [.. parts.Select(part => part.When)]), parts.Aggregate(ClockWindow.Always, (window, part) => window.And(part.Window))),
            Customers = parts.Skip(1).All(part => part == new UnleashMeaning(ConditionText.Always, ClockWindow.Always)) ? strategy.Customers : null,
            Choice = variants.Read(at),
        };
    }

    private UnleashStrategy OfKind(SourceNode at, SourceNode parameters, string feature, string key)
    {
        switch (at.TextOf("name"))
        {
            case "default":
                return For(at, ConditionText.Always, feature);
            case "userWithId":
                var customers = parameters.SplitOf("userIds");
                var unit = fields.Of(at, "userId");
                return For(at, LongConditions.InTexts(import, key, unit, [.. customers]), feature) with { Customers = unit == "customerId" ? customers : null };
            case "flexibleRollout":
                return Drawn(at, parameters, "rollout", Fallback(parameters.TextOf("groupId"), feature), Fallback(parameters.TextOf("stickiness"), "default"));
            case "gradualRolloutUserId":
                return Drawn(at, parameters, "percentage", parameters.TextOf("groupId") ?? "", "userId");
            case "gradualRolloutSessionId":
                return Drawn(at, parameters, "percentage", parameters.TextOf("groupId") ?? "", "sessionId");
            case "gradualRolloutRandom":
                return Drawn(at, parameters, "percentage", feature, "random");
            case "remoteAddress":
                var addresses = parameters.SplitOf("IPs").Select(address => constraints.Address(at, "remoteAddress", address));
                return For(at, LongConditions.Any(import, key, [.. addresses]), feature);
            case "applicationHostname":
                import.Lose(at, $"Nothing here knows the machine's name: code has to give it as the attribute \"{Hostname}\".");
                var names = parameters.SplitOf("hostNames").Select(Regex.Escape).ToArray();
                return For(at, names.Length == 0 ? ConditionText.Never : $"{Hostname} matches {ConditionText.Text($@"(?i)^(?:{string.Join('|', names)})\z")}", feature);
            case var name:
                import.Lose(at, $"The strategy \"{name}\" is none of Unleash's own; it lets nobody in.");
                return For(at, ConditionText.Never, feature);
        }
    }

    private static string Fallback(string? text, string otherwise) => string.IsNullOrEmpty(text) ? otherwise : text;

    private static UnleashStrategy For(SourceNode at, string condition, string feature) =>
        new() { At = at, Meaning = new UnleashMeaning(condition, ClockWindow.Always), Salt = feature };

    private UnleashStrategy Drawn(SourceNode at, SourceNode parameters, string member, string salt, string stickiness)
    {
        var share = Share(at, parameters, member);
        var isForAll = share == Percentage.Full && (stickiness is "default" or "random");
        var isDrawn = (share > Percentage.Zero && share < Percentage.Full) || at.ItemsOf("variants").Count > 1;
        if (stickiness == "random" && isDrawn)
        {
            import.Lose(at, "Unleash draws these customers anew with each question; here the same share of them is drawn by their ids, and stays in.");
        }

        return For(at, ConditionText.Always, salt) with
        {
            Share = share,
            Units = isForAll ? []
                : stickiness == "default" ? fields.Default(at)
                : [fields.Of(at, stickiness == "random" ? "userId" : stickiness)],
        };
    }

    /// <summary>The share; one that is no number lets nobody in.</summary>
    private Percentage Share(SourceNode at, SourceNode parameters, string member)
    {
        if (UnleashNodes.Number(parameters.TextOf(member)) is { } percent)
        {
            return Percentage.FromThousandths((int)Math.Floor(Math.Clamp(percent, 0, 100) * 1000));
        }

        import.Tell(at, string.Create(CultureInfo.InvariantCulture, $"This strategy has no \"{member}\" that is a number; it lets nobody in, as in Unleash."));
        return Percentage.Zero;
    }
}
