namespace FeatureRollout.Cli.Importing.From.Microsoft;

/// <summary>Reads features as the two schemas write them.</summary>
internal static class FeatureReader
{
    /// <summary>A feature of the schema with <c>feature_flags</c>; null for one without a name that code could ask for.</summary>
    public static Feature? ReadMicrosoft(Setting flag, Import import)
    {
        Members.NoteOthers(import, flag, "id", "enabled", "conditions", "variants", "allocation", "telemetry", "description", "display_name");
        if (flag.Text("id") is not { } name || name.Contains(':', StringComparison.Ordinal))
        {
            import.Lose(flag.At, "a feature without an id, or with ':' in it, cannot be asked for; it is not carried.");
            return null;
        }

        var enabled = Members.ReadBoolean(import, flag, "enabled", "the feature stays off");
        var feature = new Feature(name, flag, enabled ?? false) { Variants = flag["variants"], Allocation = flag["allocation"] };
        if (flag["conditions"] is not { } conditions)
        {
            return feature;
        }

        Members.NoteOthers(import, conditions, "client_filters", "requirement_type");
        return conditions["client_filters"] is { Children: { Count: > 0 } filters }
            ? WithFilters(feature, filters, conditions["requirement_type"], import)
            : feature;
    }

    /// <summary>A feature of the schema where names are members.</summary>
    public static Feature ReadDotnet(Setting flag, Import import)
    {
        Members.NoteOthers(import, flag, "EnabledFor", "RequirementType");
        var value = flag.Value is { Length: > 0 } own ? own : flag.Text("EnabledFor");
        if (value is not null && (!bool.TryParse(value, out var isOn) || isOn))
        {
            if (!isOn)
            {
                import.Lose(flag.At, "this is neither true nor false; the feature is off, as it is there.");
            }

            return new Feature(flag.Name, flag, isOn);
        }

        var filters = flag["EnabledFor"]?.Children ?? [];
        return filters.Count == 0
            ? new Feature(flag.Name, flag, Enabled: false)
            : WithFilters(new Feature(flag.Name, flag, Enabled: true), filters, flag["RequirementType"], import);
    }

    private static Feature WithFilters(Feature feature, IReadOnlyList<Setting> filters, Setting? requirement, Import import)
    {
        var needsAll = string.Equals(requirement?.Value, "All", StringComparison.OrdinalIgnoreCase);
        if (requirement?.Value is { Length: > 0 } text && !needsAll && !string.Equals(text, "Any", StringComparison.OrdinalIgnoreCase))
        {
            import.Lose(requirement.At, "a requirement other than Any and All is an error there; the feature is off.");
            feature = feature with { Enabled = false };
        }

        var named = filters.Where(filter => filter.Text("Name") is not null).ToArray();
        foreach (var nameless in filters.Except(named))
        {
            import.Tell(nameless.At, "a filter without a name counts for nothing there, and is not carried.");
        }

        return feature with { Filters = named, NeedsAll = needsAll, Enabled = feature.Enabled && named.Length > 0 };
    }
}
