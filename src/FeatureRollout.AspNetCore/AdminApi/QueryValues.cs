using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace FeatureRollout.AdminApi;

/// <summary>Reads parameters of the query, or refuses them by their name.</summary>
internal static class QueryValues
{
    private const int MostEvents = 1000;
    private const int UsualEvents = 100;

    /// <summary>A whole number of the query; the default where it is not there.</summary>
    public static long Number(HttpRequest request, string name, long usual, long least, long most)
    {
        if (!request.Query.TryGetValue(name, out var values))
        {
            return usual;
        }

        return values.Count == 1 && long.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw AdminProblemException.BadRequest(string.Create(CultureInfo.InvariantCulture, $"\"{name}\" is a whole number from {least} to {most}."), name);
    }

    /// <summary>A moment of the query; null where it is not there.</summary>
    public static DateTimeOffset? Moment(HttpRequest request, string name)
    {
        if (!request.Query.TryGetValue(name, out var values))
        {
            return null;
        }

        return values.Count == 1 && DateTimeOffset.TryParse(values[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
            ? moment
            : throw AdminProblemException.BadRequest($"\"{name}\" is a moment such as 2026-03-01T00:00:00Z.", name);
    }

    /// <summary>Yes or no in the query; no where it is not there.</summary>
    public static bool Truth(HttpRequest request, string name) => request.Query[name] switch
    {
        [] => false,
        ["true"] => true,
        ["false"] => false,
        _ => throw AdminProblemException.BadRequest($"\"{name}\" is true or false.", name),
    };

    /// <summary>Which events are asked for.</summary>
    public static (long After, int Limit) Page(HttpRequest request) =>
        (Number(request, "after", 0, 0, long.MaxValue), (int)Number(request, "limit", UsualEvents, 1, MostEvents));
}
