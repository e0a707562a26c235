using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Flags.Plans;
using Spectre.Console;

namespace FeatureRollout.Cli.Commands.Status;

/// <summary>One flag in full.</summary>
/// <param name="screen">Where to.</param>
/// <param name="environment">Where it stands so.</param>
/// <param name="seesOutcomes">Whether what is counted is seen from here.</param>
internal sealed class FlagDetail(IAnsiConsole screen, string environment, bool seesOutcomes)
{
    /// <summary>So many customers are named; the rest is counted.</summary>
    private const int MostNamed = 20;

    public void Write(FlagResource flag, RolloutResource? rollout, AssessmentResource? judged)
    {
        Heading(Plain.Text(flag.Key), Tone.Title);
        var facts = new Sheet(new SheetColumn(), new SheetColumn(Least: 20)) { Indent = 2, Wraps = true };
        facts.Add("stands", new(Standing.Sentence(flag, rollout), Standing.Of(flag).Tone));
        if (rollout is null ? flag.PlannedAlong is not null : rollout.Status is RolloutStatus.Draft)
        {
            facts.Add("next", $"{Tool.Name} start {Plain.Text(rollout?.Key ?? flag.Key)}");
        }

        facts.Add("health", Standing.Of(flag.Health));
        facts.Add("kill switch", flag.KilledBy.Count == 0 ? "not thrown" : new Cell("thrown in " + List(flag.KilledBy), Tone.Bad));
        if (rollout is not null)
        {
            Add(facts, rollout);
        }

        Add(facts, flag);
        facts.Add("version", flag.ChangedAt is null ? FormattableString.Invariant($"{flag.Version}") : FormattableString.Invariant($"{flag.Version}, changed {Figures.Moment(flag.ChangedAt)} UTC"));
        facts.Add("environment", Plain.Text(environment));
        foreach (var mark in flag.Marks)
        {
            facts.Add("look at", new Cell($"{Standing.Of(mark.Kind)}: {Plain.Text(mark.Text)}", Tone.Attention));
        }

        facts.WriteTo(screen);
        if (rollout is not null)
        {
            Section("Ladder");
            Ladder.Write(screen, rollout);
        }

        if (judged is not null)
        {
            Section("Next");
            CriteriaPart.Write(screen, judged, showsReadings: rollout?.Stage is not null, seesOutcomes);
        }
    }

    private static void Add(Sheet facts, RolloutResource rollout)
    {
        facts.Add("plan", Plain.Text(rollout.Plan) + (rollout.Flags.Count > 1 ? $", moves {List(rollout.Flags)}" : ""));
        if (rollout.StageSince is { } since)
        {
            var extended = DurationText.TryRead(rollout.Extended, out var more) && more > TimeSpan.Zero ? $", {Plain.Text(rollout.Extended)} longer" : "";
            facts.Add("stage since", $"{Figures.Moment(since)} UTC{extended}{(rollout.HeldUntil is { } until ? $", held until {Figures.Moment(until)} UTC" : "")}");
        }

        if (rollout.Reason is { } reason)
        {
            facts.Add("because", Plain.Text(reason));
        }

        if (rollout.PercentageByHand is { } byHand)
        {
            facts.Add("by hand", new Cell(Figures.Percent(byHand), Tone.Attention));
        }

        if (rollout.ObserveOnly)
        {
            facts.Add("controller", new Cell("only observes" + (rollout.WouldHave is { } would ? $"; would have acted: {Plain.Text(would)}" : ""), Tone.Attention));
        }

        foreach (var incident in rollout.Incidents.Where(incident => incident.ResolvedAt is null))
        {
            facts.Add("incident", new Cell($"{Plain.Text(incident.Severity)} {Plain.Text(incident.Id)}: {Plain.Text(incident.Text)}", Tone.Attention));
        }

        foreach (var alert in rollout.Alerts)
        {
            facts.Add("alert", new Cell($"{Plain.Text(alert.Name)} since {Figures.Moment(alert.Since)} UTC", Tone.Attention));
        }

        if (rollout.CustomersCount > 0)
        {
            facts.Add("from stage 1", Some(rollout.Customers, rollout.CustomersCount));
        }
    }

    private static void Add(Sheet facts, FlagResource flag)
    {
        var counts = flag.Counts;
        facts.Add("counted", counts is { EnabledCustomers: 0, ErrorCount: 0, ErrorRate: null }
            ? "nothing in this stage"
            : $"about {Figures.Count(counts.EnabledCustomers)} customers, {Figures.Count(counts.ErrorCount)} errors, error rate {Figures.Rate(counts.ErrorRate)}");
        if (flag.Definition.Requires.Count > 0)
        {
            facts.Add("requires", List(flag.Definition.Requires));
        }

        foreach (var rule in flag.Definition.Rules)
        {
            facts.Add("rule", Sentence(rule));
        }

        Add(facts, "included", flag.Definition.Include);
        Add(facts, "excluded", flag.Definition.Exclude);
        if (flag.WhitelistCount > 0)
        {
            facts.Add("added", Some(flag.Whitelist, flag.WhitelistCount));
        }

        foreach (var answer in flag.Definition.Overrides.Concat(flag.Overrides).Take(MostNamed))
        {
            var until = answer.Until is { } end ? $" until {Figures.Moment(end)} UTC" : "";
            facts.Add("fixed", $"{(answer.Enabled ? "on" : "off")} for {Plain.Text(answer.CustomerId)}{until}{(answer.Reason is { } why ? $": {Plain.Text(why)}" : "")}");
        }

        if (flag.Overrides.Count > MostNamed)
        {
            facts.Add("", $"and {Figures.Count(flag.Overrides.Count - MostNamed)} more");
        }

        if (flag.Owner is { } owner)
        {
            facts.Add("owner", Plain.Text(owner));
        }
    }

    /// <summary>Such as <c>25% from 50% when plan == 'pro', drawn by account with salt "s", blue 1; the others go on</c>.</summary>
    private static string Sentence(RuleResource rule)
    {
        var from = rule.From is { } start ? $" from {Figures.Percent(start)}" : "";
        string?[] own =
        [
            rule.Unit is null ? null : $"by {Plain.Text(rule.Unit)}",
            rule.Salt is null ? null : $"with salt \"{Plain.Text(rule.Salt)}\"",
            rule.Bucketing is null ? null : $"as {Plain.Text(rule.Bucketing)} does",
        ];
        var drawn = string.Join(' ', own.OfType<string>());
        var variants = string.Concat((rule.Variants ?? []).Select(variant => FormattableString.Invariant($", {Plain.Text(variant.Name)} {variant.Weight}")));
        return $"{Figures.Percent(rule.Percentage)}{from} when {Plain.Text(rule.When)}{(drawn.Length == 0 ? "" : ", drawn " + drawn)}{variants}{(rule.Continue == true ? "; the others go on" : "")}";
    }

    private static void Add(Sheet facts, string name, AudienceResource? audience)
    {
        if (audience is { CustomersCount: > 0 })
        {
            facts.Add(name, Some(audience.Customers, audience.CustomersCount));
        }

        if (audience is { Segments.Count: > 0 })
        {
            facts.Add(name, $"segments {List(audience.Segments)}");
        }
    }

    private static string Some(IReadOnlyList<string> customers, int count) =>
        List(customers.Take(MostNamed)) + (count > MostNamed ? $" and {Figures.Count(count - Math.Min(MostNamed, customers.Count))} more" : "");

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Select(Plain.Text));

    private void Section(string name)
    {
        screen.WriteLine();
        Heading(name, Tone.Strong);
    }

    private void Heading(string text, Tone tone)
    {
        screen.Write(new TextCell(Cells.Fit(text, screen.Profile.Width), Tones.Of(tone)));
        screen.WriteLine();
    }
}
