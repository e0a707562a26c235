using FeatureRollout.Flags;

namespace FeatureRollout.Dashboard.FlagPage;

/// <summary>What people have written about the flag.</summary>
internal static class FactsPart
{
    /// <summary>So many rules are shown.</summary>
    private const int MostRules = 50;

    public static Html Of(FlagPageData data, FlagLinks links)
    {
        var definition = data.Flag.Definition;
        var plan = data.Rollout?.Plan;
        return Html.Of($"""
            <section class="panel" id="facts" data-live aria-labelledby="facts-title">
            <h2 id="facts-title">About it</h2>
            <dl class="facts">
            {Fact("Owner", Text(definition.Owner ?? plan?.Owner))}
            {Fact("Plan", Text(plan?.Name ?? data.Flag.PlannedAlong))}
            {Fact("Moves with", Flags(data.Rollout?.Flags.Where(flag => flag != data.Flag.Key) ?? [], links))}
            {Fact("Requires", Flags(definition.Requires ?? [], links))}
            {Fact("Required by", Flags(data.Dependants, links))}
            {Fact("Rules", Rules(data))}
            {Fact("While it is off", Text(definition.Fallback))}
            {Fact("Users are told then", Text(definition.Message))}
            {Fact("Fixed answers", Html.If(Overrides(data.Flag) > 0, $"for {(Overrides(data.Flag) == 1 ? "one customer" : Shown.Number(Overrides(data.Flag)) + " customers")}"))}
            {Fact("Always on for", Named((data.Rollout?.Customers.Count ?? 0) + (data.Flag.State?.Added?.Count ?? 0), definition.Include))}
            {Fact("Never on for", Named(0, definition.Exclude))}
            {Fact("Expires", Html.If(definition.Expires is not null, $"{definition.Expires?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)}"))}
            {Fact("Meant to stay", Html.If(definition.Permanent == true, $"yes"))}
            {Fact("Salt", Html.If(definition.Salt is not null && definition.Salt != data.Flag.Key, $"<code>{Shown.Text(definition.Salt)}</code>"))}
            {Fact("Version", Html.Of($"{data.Flag.Version}"))}
            </dl>
            </section>
            """);
    }

    private static Html Rules(FlagPageData data)
    {
        var definition = data.Flag.Definition;
        Html[] rules = [.. (definition.Rules ?? []).Take(MostRules).Select(rule => Html.Of($"<li>{rule.Percentage.ToString()} when <code>{Shown.Text(rule.When.Text)}</code>{Html.If(!rule.DrawsAsFlag || rule.Continue, $"{Shown.Text(Draw(rule))}")}</li>"))];
        var more = definition.Rules?.Count - MostRules;
        return Html.If(rules.Length > 0, $"<ol class=\"rules\">{rules}</ol>{Html.If(more > 0, $"<p class=\"detail\">and {Shown.Number(more ?? 0)} more</p>")}<p class=\"detail\">{Others(data)}</p>");
    }

    /// <summary>What becomes of those whom no rule takes.</summary>
    private static string Others(FlagPageData data) => data switch
    {
        { Flag.Reach.Who: Reach.Nobody } => "None of them lets anybody in now.",
        { Rollout: not null } when data.Flag.Percentage < Percentage.Full => "They let in at most the stage's percentage.",
        _ when !ReachText.Has(data.Flag.Reach, ReachWays.Percentage) => "Whom none takes is off.",
        _ => $"{data.Flag.Percentage} of those whom none takes.",
    };

    private static Html Named(int more, Audience? audience)
    {
        var customers = more + (audience?.Customers.Count ?? 0);
        Html[] segments = [.. (audience?.Segments ?? []).Select(segment => Html.Of($"segment {Shown.Text(segment)}"))];
        Html[] named = [.. customers > 0 ? [Html.Text(customers == 1 ? "one named customer" : Shown.Number(customers) + " named customers")] : Array.Empty<Html>(), .. segments];
        return Html.Of($"{named.Select((each, i) => Html.Of($"{Html.If(i > 0, $", ")}{each}"))}");
    }

    /// <summary>What a rule's draw has that the flag's has not.</summary>
    private static string Draw(FlagRule rule)
    {
        string?[] own =
        [
            rule.From > Percentage.Zero ? $"from {rule.From}" : null,
            rule.Unit is null ? null : $"by {rule.Unit}",
            rule.Salt is null ? null : $"salt \"{rule.Salt}\"",
            rule.Bucketing is null ? null : $"as {rule.Bucketing}",
            rule.Variants is null ? null : string.Join(", ", rule.Variants.Select(variant => FormattableString.Invariant($"{variant.Name} {variant.Weight}"))),
            rule.Continue ? "the others go on" : null,
        ];
        return string.Concat(own.OfType<string>().Select(each => "; " + each));
    }

    private static int Overrides(FlagOverview flag) => (flag.State?.Overrides?.Count ?? 0) + (flag.Definition.Overrides?.Count ?? 0);

    private static Html Fact(string name, Html value) => Html.If(value.ToString().Length > 0, $"<dt>{name}</dt><dd>{value}</dd>");

    private static Html Text(string? text) => string.IsNullOrEmpty(text) ? Html.Empty : Shown.Text(text);

    private static Html Flags(IEnumerable<string> flags, FlagLinks links)
    {
        Html[] chips = [.. flags.Select(flag => Html.Of($"<a class=\"chip\" href=\"{links.Flag(flag)}\">{Shown.Text(flag)}</a>"))];
        return Html.If(chips.Length > 0, $"<span class=\"chips\">{chips}</span>");
    }
}
