using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Watching.Reading;
using Spectre.Console;

namespace FeatureRollout.Cli.Commands.Status;

/// <summary>What a rollout waits for, and what its criteria read now.</summary>
internal static class CriteriaPart
{
    /// <param name="screen">Where to.</param>
    /// <param name="judged">How the rollout is judged.</param>
    /// <param name="showsReadings">Whether criteria are shown, too; off for everybody there is nothing to read.</param>
    /// <param name="seesOutcomes">Whether what is counted is seen from here.</param>
    public static void Write(IAnsiConsole screen, AssessmentResource judged, bool showsReadings, bool seesOutcomes)
    {
        string Shown(string sentence) => Plain.Text(seesOutcomes ? sentence : FlagPicture.WithoutReason(sentence));
        Write(screen, 2, new(Shown(judged.Next)));
        foreach (var unmet in judged.Unmet)
        {
            Write(screen, 2, new("- " + Shown(unmet)));
        }

        foreach (var warning in judged.Warnings)
        {
            Write(screen, 2, new("! " + Plain.Text(warning), Tone.Attention));
        }

        if (!showsReadings)
        {
            return;
        }

        if (!seesOutcomes && All(judged).Any(FlagPicture.IsUnseen))
        {
            Write(screen, 2, new("! " + FlagPicture.Unseen, Tone.Attention));
        }

        var said = new HashSet<string>(StringComparer.Ordinal);
        (string Name, IReadOnlyList<CriterionResource> Criteria, bool IsWanted)[] groups =
        [
            ("advance when", judged.AdvanceWhen, true), ("hold when", judged.HoldWhen, false), ("roll back when", judged.RollbackWhen, false),
            ("bands", judged.Bands, false), ("alerts", judged.Alerts, false), ("targets", judged.Targets, true),
        ];
        foreach (var (name, criteria, isWanted) in groups.Where(group => group.Criteria.Count > 0))
        {
            screen.WriteLine();
            Write(screen, 0, new(char.ToUpperInvariant(name[0]) + name[1..], Tone.Strong));
            var sheet = new Sheet(new SheetColumn(), new(Least: 30)) { Indent = 2, Wraps = true };
            foreach (var criterion in criteria)
            {
                sheet.Add(Verdict(criterion.Verdict, isWanted), Plain.Text(criterion.Criterion));

                // Without requests every criterion says the same.
                if (criterion.Verdict != CriterionVerdict.NoData || ((seesOutcomes || !FlagPicture.IsUnseen(criterion)) && said.Add(criterion.Explanation)))
                {
                    sheet.Add("", new(Plain.Text(criterion.Explanation), Tone.Quiet));
                }
            }

            sheet.WriteTo(screen);
        }
    }

    private static IEnumerable<CriterionResource> All(AssessmentResource judged) =>
        [.. judged.AdvanceWhen, .. judged.HoldWhen, .. judged.RollbackWhen, .. judged.Bands, .. judged.Alerts, .. judged.Targets];

    /// <summary>What is a pass where it is wanted is an alarm where it is not.</summary>
    public static Cell Verdict(CriterionVerdict verdict, bool isWanted) => verdict switch
    {
        CriterionVerdict.Pass => isWanted ? new("✓ pass", Tone.Good) : new("! holds", Tone.Bad),
        CriterionVerdict.Fail => isWanted ? new("✗ fail", Tone.Bad) : new("✓ quiet", Tone.Good),
        CriterionVerdict.Undecided => new("? undecided", Tone.Attention),
        _ => new("– no data", Tone.Quiet),
    };

    private static void Write(IAnsiConsole screen, int indent, Cell cell)
    {
        var lines = Cells.Wrap(cell.Text, screen.Profile.Width - indent - 2);
        foreach (var (line, i) in lines.Select((line, i) => (line, i)))
        {
            screen.Write(new TextCell(new string(' ', i == 0 ? indent : indent + 2) + line, Tones.Of(cell.Tone)));
            screen.WriteLine();
        }
    }
}
