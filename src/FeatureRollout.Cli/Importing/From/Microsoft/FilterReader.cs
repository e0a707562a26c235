using System.Globalization;

namespace FeatureRollout.Cli.Importing.From.Microsoft;

/// <summary>Reads a feature's filters.</summary>
internal static class FilterReader
{
    private const string NotMet = "the filter counts as not met";

    /// <summary>What a filter says; what is not carried is noted.</summary>
    public static FilterMeaning Read(Setting filter, Import import)
    {
        Members.NoteOthers(import, filter, "Name", "Parameters");
        var name = filter.Text("Name")!;
        if (Is(name, "AlwaysOn") || Is(name, "On"))
        {
            return new FilterMeaning.Everybody();
        }

        if (IsOwn(name, "Targeting"))
        {
            return TargetedAudience.Read(filter, import) is { } audience ? new FilterMeaning.Targeting(audience) : new FilterMeaning.Lost();
        }

        if (IsOwn(name, "TimeWindow"))
        {
            return ReadWindow(filter, import);
        }

        if (IsOwn(name, "Percentage"))
        {
            return ReadRandom(filter, import);
        }

        import.Lose(filter.At, $"the filter \"{name}\" is no part of the package; it counts as not met.");
        return new FilterMeaning.Lost();
    }

    /// <summary>A name with a dot has to be the whole alias, one without is its last part.</summary>
    private static bool IsOwn(string name, string alias) => Is(name, alias) || Is(name, "Microsoft." + alias);

    private static bool Is(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);

    private static FilterMeaning ReadRandom(Setting filter, Import import)
    {
        var parameters = filter["Parameters"];
        if (parameters is not null)
        {
            Members.NoteOthers(import, parameters, "Value");
        }

        var text = parameters?.Text("Value") ?? "-1";
        if (!int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var percent))
        {
            import.Lose(filter.At, $"the share of a percentage filter is a whole number, else it is an error there; {NotMet}.");
            return new FilterMeaning.Lost();
        }

        if (percent is <= 0 or >= 100)
        {
            return percent <= 0 ? new FilterMeaning.Nobody() : new FilterMeaning.Everybody();
        }

        import.Lose(filter.At, "this filter draws anew at each call; here each customer keeps the first answer.");
        return new FilterMeaning.Random(percent * 1000);
    }

    private static FilterMeaning ReadWindow(Setting filter, Import import)
    {
        if (filter["Parameters"] is not { } parameters)
        {
            return new FilterMeaning.Nobody();
        }

        Members.NoteOthers(import, parameters, "Start", "End", "Recurrence");
        if (!TryReadMoment(parameters, "Start", import, out var start) || !TryReadMoment(parameters, "End", import, out var end))
        {
            return new FilterMeaning.Lost();
        }

        if (parameters["Recurrence"] is { } recurrence)
        {
            import.Lose(recurrence.At, "a time that comes again is not carried: the flag is on in the first window only.");
        }

        return (start is null && end is null) || start >= end
            ? new FilterMeaning.Nobody()
            : new FilterMeaning.Window(new FlagSchedule(start, end), filter);
    }

    private static bool TryReadMoment(Setting parameters, string name, Import import, out DateTimeOffset? moment)
    {
        moment = null;
        if (parameters.Text(name) is not { } text)
        {
            return true;
        }

        var at = parameters[name]!.At;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read))
        {
            import.Lose(at, $"this is no moment; {NotMet}.");
            return false;
        }

        if (DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var written) && written.Kind == DateTimeKind.Unspecified)
        {
            import.Lose(at, "without an offset the tool takes the time of its machine; here it is UTC.");
        }

        moment = read;
        return true;
    }
}
