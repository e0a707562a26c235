using FeatureRollout.Cli.Commands.Status;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Watching.Drawing;
using FeatureRollout.Cli.Watching.Reading;

namespace FeatureRollout.Cli.Watching.Pages;

/// <summary>Where it stands, why, and what comes next.</summary>
internal static class HeadPart
{
    private const int MostLines = 3;

    public static IEnumerable<Section> Of(FlagPicture picture, DateTimeOffset now, int width)
    {
        Line[] standing = [Standing(picture, now), .. Facts(picture, now, width)];
        yield return new Section(1, Math.Min(standing.Length, 4), standing);
        var notes = Notes(picture, width).ToArray();
        if (notes.Length > 0)
        {
            yield return new Section(2, Math.Min(notes.Length, 2), notes);
        }
    }

    /// <summary>The first line of every page: what is looked at on the left, the time on the right.</summary>
    public static Line Title(string what, string environment, string place, DateTimeOffset now, int width)
    {
        var clock = Words.Clock(now) + " UTC";
        var room = Math.Max(0, width - clock.Length - 2);
        return new Line(new Span(Plain.Text(what), Tone.Strong), new Span("  " + Plain.Text(environment), Tone.Strong), new Span("  " + Plain.Text(place), Tone.Quiet))
            .Beside(room, Line.Of("  " + clock, Tone.Quiet)).Fit(width);
    }

    private static Line Standing(FlagPicture picture, DateTimeOffset now)
    {
        if (picture.Rollout is not { } rollout)
        {
            var flag = picture.Flag;
            return new Line(
                flag.KilledBy.Count > 0 ? new Span(Signs.Bad, Tone.Bad) : new Span("○", Tone.Quiet),
                new Span(flag.KilledBy.Count > 0 ? " killed" : " no rollout", Tone.Strong),
                new Span("   " + Reached.Of(flag).OfCustomers, Tone.Strong),
                new Span(flag.ChangedAt is { } at ? $"   changed {Words.Duration(now - at)} ago" : "", Tone.Quiet));
        }

        var sign = Signs.Status(rollout.Status);
        var since = rollout.StageSince is { } entered ? $"   since {Words.Duration(now - entered)}" : "";
        var steps = rollout.CopiedPlan.Stages.ElementAtOrDefault(rollout.StageNumber - 1)?.Steps.Count ?? 0;
        return new Line(
            sign,
            new Span(" " + Words.Status(rollout.Status), sign.Tone == Tone.Quiet ? Tone.Strong : sign.Tone),
            new Span(rollout.Stage is null ? $"   of {rollout.StageCount} stages" : $"   stage {rollout.StageNumber}/{rollout.StageCount} {Plain.Text(rollout.Stage)}", Tone.Plain),
            new Span($"   {Figures.Percent(rollout.Percentage)}", Tone.Strong),
            new Span(steps > 1 ? $"   step {rollout.StepNumber}/{steps}" : "", Tone.Plain),
            new Span(since, Tone.Quiet));
    }

    private static IEnumerable<Line> Facts(FlagPicture picture, DateTimeOffset now, int width)
    {
        if (picture.Assessment is { } assessment)
        {
            foreach (var line in Told(new Span("→ ", Tone.Strong), picture.SeesOutcomes ? assessment.Next : FlagPicture.WithoutReason(assessment.Next), width, MostLines))
            {
                yield return line;
            }
        }

        if (picture.Rollout is not { } rollout)
        {
            yield break;
        }

        var stands = rollout.Status is RolloutStatus.Held or RolloutStatus.Paused or RolloutStatus.RolledBack or RolloutStatus.Killed;
        if (stands && rollout.Reason is { Length: > 0 } reason)
        {
            foreach (var line in Told(new Span("  ", Tone.Plain), $"{Words.Status(rollout.Status)} because: {reason}", width, MostLines))
            {
                yield return line;
            }
        }

        if (rollout.HeldUntil is { } until)
        {
            yield return Line.Of($"  held until {Words.Moment(until, now)} UTC, {(until > now ? "in " + Words.Duration(until - now) : "which is over")}");
        }
    }

    /// <summary>What must not be overlooked.</summary>
    private static IEnumerable<Line> Notes(FlagPicture picture, int width)
    {
        var bad = new Span(Signs.Bad + " ", Tone.Bad);
        var look = new Span(Signs.Look + " ", Tone.Attention);
        IEnumerable<(Span Sign, string Text)> notes =
        [
            .. picture.Flag.KilledBy.Count > 0 ? [(bad, "Killed by " + string.Join(", ", picture.Flag.KilledBy) + ".")] : Array.Empty<(Span, string)>(),
            .. picture.Flag.Reach?.BlockedBy is { } required ? [(bad, $"Off for everybody: it requires {required}, which is off.")] : Array.Empty<(Span, string)>(),
            .. (picture.Rollout?.Incidents ?? []).Where(incident => incident.ResolvedAt is null).Select(incident => (bad, $"Open {incident.Severity}: {incident.Text}")),
            .. picture.Rollout?.DrillSince is not null ? [(look, "A drill is under way.")] : Array.Empty<(Span, string)>(),
            .. picture.Rollout?.PercentageByHand is { } byHand ? [(look, $"{Figures.Percent(byHand)} was set by hand.")] : Array.Empty<(Span, string)>(),
            .. picture.SeesOutcomes || picture.Rollout is null ? Array.Empty<(Span, string)>() : [(look, FlagPicture.Unseen)],
            .. picture.Rollout?.WouldHave is { } would ? [(look, $"Observes only. It would have done this: {would}.")] : Array.Empty<(Span, string)>(),
            .. (picture.Assessment?.Warnings ?? []).Select(warning => (look, warning)),
        ];
        return notes.SelectMany(note => Told(note.Sign, note.Text, width, 2));
    }

    private static IEnumerable<Line> Told(Span sign, string text, int width, int most)
    {
        var isFirst = true;
        foreach (var line in Cells.Wrap(Plain.Text(text), width - 2, most))
        {
            yield return new Line(isFirst ? sign : new Span("  ", Tone.Plain), new Span(line, sign.Tone == Tone.Bad ? Tone.Bad : Tone.Plain));
            isFirst = false;
        }
    }
}
