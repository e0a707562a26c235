using System.Globalization;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Hygiene;

/// <summary>What <c>stale</c> says to people: a paragraph a flag, so that long names and sentences fit every terminal.</summary>
internal static class StaleText
{
    private const int Width = 80;
    private const int PlacesShown = 5;

    public static void Write(StaleDocument found, CliTerminal terminal)
    {
        if (found.IsClean)
        {
            terminal.Out.WriteLine(found.FilesScanned is { } files ? $"Nothing to clean up; {Files(files)}." : "Nothing to clean up.");
            return;
        }

        foreach (var flag in found.Flags)
        {
            terminal.Out.WriteLine(Plain.Text(flag.Key) + (string.IsNullOrWhiteSpace(flag.Owner) ? "" : $" ({Plain.Text(flag.Owner)})"));
            foreach (var mark in flag.Marks)
            {
                Say(terminal, mark.Text);
            }

            if (flag.Uses == 0)
            {
                Say(terminal, $"The source does not use it, so that it can go; {Files(found.FilesScanned ?? 0)}.");
            }
            else if (flag.Uses is { } uses)
            {
                Say(terminal, $"The source names it {Times(uses)}: {Places(flag.Places)}");
            }
        }

        foreach (var name in found.UnknownInSource ?? [])
        {
            terminal.Out.WriteLine($"{Plain.Text(name.Name)}: unknown");
            Say(terminal, $"No flag is called so{Meant(name.Nearest)}; the source asks for it {Times(name.Uses)}: {Places(name.Places)}");
        }

        foreach (var name in found.UnknownAsked)
        {
            terminal.Out.WriteLine($"{Plain.Text(name.Name)}: unknown");
            Say(terminal, $"No flag is called so{Meant(name.Nearest)}; the host was asked for it {Times(name.Count)}.");
        }
    }

    private static string Meant(string? nearest) => nearest is null ? "" : $"; {Plain.Text(nearest)} is";

    private static string Times(long count) => count == 1 ? "once" : $"{Figures.Count(count)} times";

    private static string Files(int count) => count == 1 ? "1 file was scanned" : $"{Figures.Count(count)} files were scanned";

    private static string Places(IReadOnlyList<PlaceInSource> places) =>
        string.Join(", ", places.Take(PlacesShown).Select(place => string.Create(CultureInfo.InvariantCulture, $"{Plain.Text(place.File)}:{place.Line}"))) + (places.Count > PlacesShown ? ", …" : "");

    /// <summary>Two spaces in, broken between words.</summary>
    private static void Say(CliTerminal terminal, string text)
    {
        var line = " ";
        foreach (var word in Plain.Text(text).Split(' '))
        {
            if (line.Length + 1 + word.Length > Width && line.Length > 1)
            {
                terminal.Out.WriteLine(line);
                line = " ";
            }

            line += " " + word;
        }

        terminal.Out.WriteLine(line);
    }
}
