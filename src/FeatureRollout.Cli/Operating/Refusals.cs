using System.Globalization;
using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Operating;

/// <summary>The same sentences for what a host and what a store refuse.</summary>
internal static class Refusals
{
    /// <summary>The state of things does not allow it.</summary>
    /// <param name="message">What was refused; it may have the conditions at its end.</param>
    /// <param name="unmet">Every condition that is not met.</param>
    public static CliException NotAllowedByState(string message, IReadOnlyList<string>? unmet)
    {
        if (unmet is { Count: > 0 })
        {
            var conditions = " " + string.Join(" ", unmet);
            message = message.EndsWith(conditions, StringComparison.Ordinal) ? message[..^conditions.Length] : message;
        }

        return new CliException(ExitCodes.No, Plain.Text(message), [.. (unmet ?? []).Select(Plain.Text)]);
    }

    /// <summary>Somebody else was faster.</summary>
    public static CliException Conflict(string message, CurrentResource? current) =>
        new(ExitCodes.Conflict, Plain.Text(message), current is null ? [] : [Plain.Text(Describe(current))]);

    private static string Describe(CurrentResource current)
    {
        var at = current.ChangedAt is { } changed ? $", changed {Figures.Moment(changed)} UTC" : "";
        var standing = current.Killed ? "killed"
            : current.Status is { } status ? CultureInfo.InvariantCulture.TextInfo.ToLower(status.ToString()) + (current.Stage is { } stage ? $" in stage \"{stage}\"" : "")
            : current.Percentage is { } percentage ? $"at {Figures.Percent(percentage)}"
            : "as the files say";
        return string.Create(CultureInfo.InvariantCulture, $"Now it is {standing}, at version {current.Version}{at}{(current.Reason is { Length: > 0 } reason ? $": {reason}" : ".")}");
    }
}
