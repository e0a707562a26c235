using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using FeatureRollout.Cli.Parsing;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Flags.Plans;

namespace FeatureRollout.Cli.Commands;

/// <summary>What commands take, read strictly: what cannot be meant is refused before anything is opened.</summary>
internal static class Inputs
{
    public static Argument<string> Flag(string description = "The flag.") => Text("FLAG", description);

    public static Argument<string> Customer() => Text("CUSTOMER", "The customer's id; after -- also one that begins with a dash.");

    public static Argument<string> Text(string name, string description) => new(name) { Description = description };

    public static Argument<string?> MaybeText(string name, string description) => new(name) { Description = description, Arity = ArgumentArity.ZeroOrOne };

    public static Option<bool> Switch(string name, string description) => new(name) { Description = description };

    public static Argument<Percentage> Percent() => new("PERCENT")
    {
        Description = "0 to 100, with at most three decimals.",
        CustomParser = result => PercentageText.TryRead(Word(result), out var percentage) ? percentage : Refuse<Percentage>(result, PercentageText.Expected),
    };

    public static Argument<TimeSpan> Duration() => new("TIME")
    {
        Description = "How long, such as 3d or 12h.",
        CustomParser = result => DurationText.TryRead(Word(result), out var time) && time > TimeSpan.Zero ? time : Refuse<TimeSpan>(result, DurationText.Expected),
    };

    public static Argument<double> Number() => new("NUMBER")
    {
        Description = "A number with a point, such as 42 or 0.5.",
        CustomParser = result => double.TryParse(Word(result), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : Refuse<double>(result, "a number, such as 42 or 0.5"),
    };

    public static Argument<bool> OnOff(string description)
    {
        var argument = new Argument<bool>("on|off")
        {
            Description = description,
            CustomParser = result => Word(result) switch
            {
                "on" => true,
                "off" => false,
                _ => Refuse<bool>(result, "on or off"),
            },
        };
        argument.CompletionSources.Add("on", "off");
        return argument;
    }

    public static Option<DateTimeOffset?> Until() => new("--until")
    {
        Description = "Until when, such as 2027-01-31 or 2027-01-31T18:00Z; UTC where nothing else is said.", HelpName = "TIME",
        CustomParser = result => DateTimeOffset.TryParseExact(
            Word(result), ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until)
                ? until
                : Refuse<DateTimeOffset?>(result, "a day or a moment, such as 2027-01-31 or 2027-01-31T18:00Z"),
    };

    private static string Word(ArgumentResult result) => result.Tokens is [var token] ? token.Value : "";

    private static T Refuse<T>(ArgumentResult result, string expected)
    {
        result.AddError($"\"{Plain.Text(Word(result))}\" is not {expected}.");
        return default!;
    }
}
