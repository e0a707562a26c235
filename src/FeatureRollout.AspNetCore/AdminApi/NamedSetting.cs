using System.Text.Json;
using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Flags.Files;
using FeatureRollout.Text;

namespace FeatureRollout.AdminApi;

/// <summary>What one member such as <c>outboundCallsPercentage</c> asks of one flag.</summary>
/// <param name="Member">The member as it was written.</param>
/// <param name="Key">The flag.</param>
/// <param name="Enabled">The kill switch; null where the percentage is meant.</param>
/// <param name="Percentage">The percentage; null where the switch is meant.</param>
internal sealed record NamedSetting(string Member, string Key, bool? Enabled, Percentage? Percentage)
{
    private const string EnabledSuffix = "enabled";
    private const string PercentageSuffix = "percentage";
    private const string EnablePrefix = "enable";

    /// <summary>All members, in the order in which they are safe: off, then percentages, then on. Nothing is taken where one of them is not understood.</summary>
    public static IReadOnlyList<NamedSetting> Read(Dictionary<string, JsonElement> body, FeatureFlags flags)
    {
        if (body.Count == 0)
        {
            throw AdminProblemException.BadRequest("There is nothing to change: a member such as \"outboundCallsPercentage\" or \"outboundCallsEnabled\" is needed.");
        }

        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var flag in flags.Snapshot.Flags)
        {
            known.TryAdd(FlagKey.Fold(flag.Key), flag.Key);
        }

        var settings = body.Select(member => Read(member.Key, member.Value, known)).ToArray();
        foreach (var same in settings.GroupBy(setting => (setting.Key, IsSwitch: setting.Enabled is not null)).Where(same => same.Count() > 1))
        {
            throw AdminProblemException.BadRequest($"{string.Join(" and ", same.Select(setting => $"\"{setting.Member}\""))} are for the same thing of \"{same.Key.Key}\".", same.Last().Member);
        }

        return [.. settings.OrderBy(setting => setting.Enabled switch { false => 0, null => 1, true => 2 }).ThenBy(setting => setting.Member, StringComparer.Ordinal)];
    }

    /// <summary>What the store would refuse of the later ones is refused before the first is written.</summary>
    public static async Task ThrowIfMovedElsewhereAsync(IReadOnlyList<NamedSetting> settings, IRolloutManager manager, CancellationToken cancellationToken)
    {
        var rollouts = await manager.ListRolloutsAsync(cancellationToken).ConfigureAwait(false);
        foreach (var setting in settings.Where(setting => setting.Percentage is not null))
        {
            if (rollouts.FirstOrDefault(rollout => rollout.Key != setting.Key && rollout.Flags.Contains(setting.Key, StringComparer.Ordinal)) is { } other)
            {
                throw new RolloutRefusedException($"\"{setting.Key}\" is moved by the rollout \"{other.Key}\"; act on that one.");
            }
        }
    }

    public Task ApplyAsync(IRolloutManager manager, RolloutActor actor) => Enabled is { } enabled
        ? SwitchAsync(manager, manager, Key, enabled, actor)
        : manager.SetPercentageAsync(Key, Percentage!.Value, actor, CancellationToken.None);

    /// <summary>Throws the kill switch or puts it back, unless it is so already: a body says how it shall be, not what shall be done.</summary>
    public static async Task SwitchAsync(IRolloutManager changing, IRolloutManager reading, string key, bool enabled, RolloutActor actor)
    {
        var flag = await reading.GetFlagAsync(key, CancellationToken.None).ConfigureAwait(false);
        var isKilled = flag is not null && (flag.State?.Enabled == false || flag.Rollout?.Status == RolloutStatus.Killed);
        if (flag is not null && isKilled != enabled)
        {
            return;
        }

        await (enabled ? changing.ReviveFeatureAsync(key, actor, CancellationToken.None) : changing.KillFeatureAsync(key, actor, CancellationToken.None)).ConfigureAwait(false);
    }

    private static NamedSetting Read(string member, JsonElement value, Dictionary<string, string> known)
    {
        var name = FlagKey.Fold(member);
        var isNumber = value.ValueKind == JsonValueKind.Number;
        var isSwitch = value.ValueKind is JsonValueKind.True or JsonValueKind.False;
        if (name.EndsWith(PercentageSuffix, StringComparison.Ordinal) && !(isSwitch && known.ContainsKey(name)))
        {
            var key = KeyOf(member, [name[..^PercentageSuffix.Length]], known);
            return isNumber && value.TryGetDecimal(out var percent)
                ? new NamedSetting(member, key, null, Given.Percentage(percent, FlagNames.Shown(member)))
                : throw AdminProblemException.BadRequest($"\"{FlagNames.Shown(member)}\" must be a number from 0 to 100.", FlagNames.Shown(member));
        }

        var flag = KeyOf(member, known.ContainsKey(name) ? [name] : [.. Shorter(name)], known);
        return isSwitch
            ? new NamedSetting(member, flag, value.GetBoolean(), null)
            : throw AdminProblemException.BadRequest($"\"{FlagNames.Shown(member)}\" must be true or false; a percentage has a name that ends in Percentage.", FlagNames.Shown(member));
    }

    /// <summary>What is left where the words for a switch are taken off: <c>xEnabled</c>, <c>enableX</c>.</summary>
    private static IEnumerable<string> Shorter(string name)
    {
        yield return name;
        if (name.EndsWith(EnabledSuffix, StringComparison.Ordinal))
        {
            yield return name[..^EnabledSuffix.Length];
        }

        if (name.StartsWith(EnablePrefix, StringComparison.Ordinal))
        {
            yield return name[EnablePrefix.Length..];
        }
    }

    private static string KeyOf(string member, string[] names, Dictionary<string, string> known)
    {
        string[] found = [.. names.Where(known.ContainsKey).Select(name => known[name])];
        if (found.Length == 1)
        {
            return found[0];
        }

        var shown = FlagNames.Shown(member);
        if (found.Length > 1)
        {
            throw AdminProblemException.BadRequest($"\"{shown}\" may mean {string.Join(" or ", found.Select(key => $"\"{key}\""))}.", shown);
        }

        var nearest = names.Reverse().Select(name => NearestName.To(name, known.Keys)).FirstOrDefault(near => near is not null);
        throw AdminProblemException.BadRequest($"\"{shown}\" is about no flag that is known{(nearest is null ? "." : $"; did you mean \"{known[nearest]}\"?")}", shown);
    }
}
