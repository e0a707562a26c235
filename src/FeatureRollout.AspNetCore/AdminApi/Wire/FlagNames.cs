using FeatureRollout.Flags.Files;
using FeatureRollout.Text;

namespace FeatureRollout.AdminApi.Wire;

/// <summary>The names of flags as people and requests give them.</summary>
internal static class FlagNames
{
    private const int LongestShown = 128;

    /// <summary>The key that a name is meant for, without case, <c>-</c> and <c>_</c>; null for none.</summary>
    public static string? Find(FeatureFlags flags, string name)
    {
        if (flags.GetDefinition(name) is not null)
        {
            return name;
        }

        var folded = FlagKey.Fold(name);
        return flags.Snapshot.Flags.Select(flag => flag.Key).FirstOrDefault(key => FlagKey.Fold(key) == folded);
    }

    /// <summary>Says that there is no such flag, with the nearest.</summary>
    public static string DescribeUnknown(FeatureFlags flags, string name)
    {
        var nearest = NearestName.To(name, flags.Snapshot.Flags.Select(flag => flag.Key));
        return $"There is no flag called \"{Shown(name)}\"{(nearest is null ? "." : $"; did you mean \"{nearest}\"?")}";
    }

    /// <summary>The key that a member of a new rollout names: a flag that no layer knows has nothing to roll out.</summary>
    /// <exception cref="RefusedValueException">No flag is known by it.</exception>
    public static string Known(FeatureFlags flags, string name, string field)
    {
        if (Find(flags, name) is { } key)
        {
            return key;
        }

        var nearest = NearestName.To(name, flags.Snapshot.Flags.Select(flag => flag.Key));
        throw new RefusedValueException(
            $"\"{field}\" names no flag that is known{(nearest is null ? "" : $"; did you mean \"{nearest}\"?")}{(nearest is null ? ". " : " ")}A rollout has the key of the flag that leads it.", field);
    }

    /// <summary>Says that a flag leads no rollout, and why; null where it does.</summary>
    public static string? DescribeNoRollout(FlagOverview flag) =>
        flag.Rollout is not { } rollout ? $"\"{flag.Key}\" has no rollout{(flag.PlannedAlong is null ? "." : $" yet: the flag files plan it along \"{flag.PlannedAlong}\", and starting it creates it.")}"
        : rollout.Key != flag.Key ? $"\"{flag.Key}\" is moved by the rollout \"{rollout.Key}\"."
        : null;

    /// <summary>A name out of a request, short enough to be told.</summary>
    public static string Shown(string name) => name.Length <= LongestShown ? name : name[..(char.IsHighSurrogate(name[LongestShown - 1]) ? LongestShown - 1 : LongestShown)] + "…";
}
