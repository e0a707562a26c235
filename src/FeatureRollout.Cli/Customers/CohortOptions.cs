using System.CommandLine;
using FeatureRollout.Cli.Customers.Drawing;
using FeatureRollout.Cli.Customers.Reading;
using FeatureRollout.Cli.Parsing;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Customers;

/// <summary>What <c>cohort</c> can be told.</summary>
internal sealed class CohortOptions
{
    public CustomerInput Customers { get; } = new();

    public Option<string?> Size { get; } = new("--size", "-n") { Description = "How many customers.", HelpName = "COUNT" };

    public Option<string?> Percent { get; } = new("--percentage", "-p") { Description = "Which percentage of those who are eligible, rounded half up.", HelpName = "PERCENT" };

    public Option<string[]> Stratify { get; } = new("--stratify") { Description = "Draw from each value of a column in proportion. May be repeated.", HelpName = "COLUMN" };

    public Option<string[]> Exclude { get; } = new("--exclude") { Description = "Leave out whoever meets a condition, or may. May be repeated.", HelpName = "CONDITION" };

    public Option<string[]> Only { get; } = new("--only") { Description = "Draw only from those who meet a condition. May be repeated.", HelpName = "CONDITION" };

    public Option<string?> Salt { get; } = new("--salt") { Description = "Another salt draws others. Default cohort.", HelpName = "TEXT" };

    public Option<string?> Flag { get; } = new("--flag") { Description = "Take a flag's salt: who comes first for its percentage is drawn first.", HelpName = "FLAG" };

    public Option<string?> Output { get; } = new("--output", "-o") { Description = "Write the cohort into a file.", HelpName = "FILE" };

    public Option<string?> Format { get; } = Formats();

    /// <summary>Puts the options on the command.</summary>
    public void AddTo(Command command)
    {
        Customers.AddTo(command);
        foreach (var option in (Option[])[Size, Percent, Stratify, Exclude, Only, Salt, Flag, Output, Format])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>How many are asked for.</summary>
    /// <exception cref="CliException">Neither or both of number and percentage, or what is none.</exception>
    public CohortSize ReadSize(ParseResult parsed)
    {
        var (size, percent) = (parsed.GetValue(Size), parsed.GetValue(Percent));
        if (size is null == percent is null)
        {
            throw CliException.Usage("Say how many to draw: --size 50, or --percentage 5.");
        }

        return percent is not null ? CohortSize.Of(PercentageText.Read(percent, "--percentage"))
            : int.TryParse(size, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var count) && count > 0 ? CohortSize.Of(count)
            : throw CliException.Usage($"--size is a whole number from 1, not \"{Plain.Text(size)}\".");
    }

    private static Option<string?> Formats()
    {
        var option = new Option<string?>("--format") { Description = "lines (ids), csv (the list's own records) or json (an object a line). Default lines.", HelpName = "FORMAT" };
        option.AcceptOnlyFromAmong("lines", "csv", "json");
        return option;
    }
}
