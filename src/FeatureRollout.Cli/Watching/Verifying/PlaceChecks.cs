using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Watching.Reading;

namespace FeatureRollout.Cli.Watching.Verifying;

/// <summary>Whether the place as a whole serves what it should. Pure.</summary>
internal static class PlaceChecks
{
    private const int Named = 5;

    public static IEnumerable<Check> Of(string place, Surroundings surroundings, UnknownFlagsResource unknown, DateTimeOffset now)
    {
        var status = surroundings.Status;
        yield return new Check(null, "answers", CheckVerdict.Pass, $"{place} answers for {status.Environment}.");
        yield return status.Readiness switch
        {
            FlagsReadiness.Ready => new Check(null, "ready", CheckVerdict.Pass, $"Everything was read; version {status.Version} serves."),
            FlagsReadiness.Degraded => new Check(null, "ready", CheckVerdict.Fail, $"Degraded: something is refused, stale, or from the last known good copy; version {status.Version} serves."),
            _ => new Check(null, "ready", CheckVerdict.Fail, "Nothing was ever loaded: every answer is a default."),
        };
        foreach (var provider in status.Providers)
        {
            yield return Of(provider, now);
        }

        if (!surroundings.IsHost)
        {
            // Nobody asks this program for flags.
            yield break;
        }

        yield return unknown.Flags.Count == 0
            ? new Check(null, "names", CheckVerdict.Pass, "Nobody asked for a flag that is not there.")
            : new Check(null, "names", CheckVerdict.Fail, $"Asked for and not there, so off: {string.Join(", ", unknown.Flags.Take(Named).Select(Name))}{(unknown.Flags.Count > Named ? $" and {unknown.Flags.Count - Named} more" : "")}.");
    }

    private static Check Of(ProviderResource provider, DateTimeOffset now)
    {
        var age = provider.LastGood is { } read ? $"last read {Words.Duration(now > read ? now - read : TimeSpan.Zero)} ago" : "never read";
        return provider switch
        {
            { Problems.Count: > 0 } => new Check(null, "source", CheckVerdict.Fail, $"{provider.Name}: {provider.Problems[0]}{(provider.Problems.Count > 1 ? $" And {provider.Problems.Count - 1} more." : "")}"),
            { FromLastKnownGood: true } => new Check(null, "source", CheckVerdict.Fail, $"{provider.Name}: serves the last known good copy, {age}."),
            { LastGood: null } => new Check(null, "source", CheckVerdict.Fail, $"{provider.Name}: {age}."),
            _ => new Check(null, "source", CheckVerdict.Pass, $"{provider.Name}: {age}."),
        };
    }

    private static string Name(UnknownFlagResource unknown) => $"{unknown.Name} ({Figures.Count(unknown.Count)}×{(unknown.Nearest is { } nearest ? $", is {nearest} meant?" : "")})";
}
