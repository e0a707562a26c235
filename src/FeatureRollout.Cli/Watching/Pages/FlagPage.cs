using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Watching.Drawing;
using FeatureRollout.Cli.Watching.Reading;

namespace FeatureRollout.Cli.Watching.Pages;

/// <summary>The page of one flag. Pure: the same picture, moment and size give the same lines.</summary>
internal static class FlagPage
{
    /// <summary>From so many columns on there are two beside each other.</summary>
    private const int TwoColumns = 150;

    /// <summary>Draws it.</summary>
    /// <param name="picture">What is known.</param>
    /// <param name="now">The time that is shown and counted from.</param>
    /// <param name="width">In cells.</param>
    /// <param name="height">In lines, title included; null for as many as it takes.</param>
    /// <param name="trouble">Why the picture is not of now; null where it is.</param>
    /// <param name="hidden">How many lines found no room.</param>
    public static IReadOnlyList<Line> Draw(FlagPicture picture, DateTimeOffset now, int width, int? height, string? trouble, out int hidden)
    {
        List<Line> top = [HeadPart.Title(picture.Key, picture.Environment, picture.Place, now, width)];
        if (trouble is not null)
        {
            top.AddRange(Cells.Wrap(Plain.Text(trouble), width - 2, 2).Select((line, i) => new Line(new Span((i == 0 ? Signs.Look : " ") + " " + line, Tone.Attention))));
        }

        var room = height - top.Count;
        var head = HeadPart.Of(picture, now, width).ToArray();
        if (width < TwoColumns)
        {
            Section?[] parts =
            [
                .. head, LadderPart.Of(picture.Rollout, now, width), CriteriaPart.Of(picture.Assessment, picture.Rollout?.CopiedPlan, width), ArmsPart.Of(picture, width),
                RestParts.Unmet(picture, width), RestParts.Fleet(picture, width), RestParts.Events(picture, now, width),
            ];
            return [.. top, .. Section.Arrange([.. parts.OfType<Section>()], room, out hidden)];
        }

        var left = (int)(width * 0.56);
        var right = width - left - 2;
        Section?[] onLeft = [CriteriaPart.Of(picture.Assessment, picture.Rollout?.CopiedPlan, left), RestParts.Unmet(picture, left)];
        Section?[] onRight = [LadderPart.Of(picture.Rollout, now, right), ArmsPart.Of(picture, right), RestParts.Fleet(picture, right), RestParts.Events(picture, now, right)];
        top.AddRange(Section.Arrange(head, room, out var above));
        room = height - top.Count;
        var leftLines = Section.Arrange([.. onLeft.OfType<Section>()], room, out var hiddenLeft);
        var rightLines = Section.Arrange([.. onRight.OfType<Section>()], room, out var hiddenRight);
        hidden = above + hiddenLeft + hiddenRight;
        return
        [
            .. top,
            .. Enumerable.Range(0, Math.Max(leftLines.Count, rightLines.Count)).Select(i =>
                (i < leftLines.Count ? leftLines[i] : Line.Empty).Beside(left + 2, i < rightLines.Count ? rightLines[i] : Line.Empty)),
        ];
    }
}
