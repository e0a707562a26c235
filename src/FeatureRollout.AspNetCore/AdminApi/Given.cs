using System.Globalization;
using System.Text;
using System.Text.Json;
using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Flags.Plans;
using Microsoft.AspNetCore.Http;

namespace FeatureRollout.AdminApi;

/// <summary>Makes what the rest understands of what a body, path or query gave, or refuses it by the member's name.</summary>
internal static class Given
{
    private const int LongestText = 2000;
    private const int MostAttributes = 256;
    private const int MostEvents = 1000;
    private const int UsualEvents = 100;

    /// <summary>A text for people to read; null stays null.</summary>
    public static string? Text(string? text, string field) =>
        text is null ? null
        : text.Length > LongestText ? throw AdminProblemException.BadRequest($"\"{field}\" has at most {LongestText} characters.", field)
        : text.Contains('\0', StringComparison.Ordinal) ? throw AdminProblemException.BadRequest($"\"{field}\" holds a character that no text has.", field)
        : text;

    /// <summary>A name or text that must say something.</summary>
    public static string Name(string text, string field) =>
        string.IsNullOrWhiteSpace(text) ? throw AdminProblemException.BadRequest($"\"{field}\" is empty.", field) : Text(text, field)!;

    /// <summary>The reason of what is not done without one.</summary>
    public static string Reason(string? reason, string what) =>
        string.IsNullOrWhiteSpace(reason) ? throw AdminProblemException.BadRequest($"{what} needs a \"reason\".", "reason") : Text(reason, "reason")!;

    public static Percentage Percentage(decimal percent, string field) =>
        FeatureRollout.Percentage.TryFromPercent(percent, out var percentage) ? percentage : throw AdminProblemException.BadRequest($"\"{field}\" is a number from 0 to 100 with at most three decimals.", field);

    /// <summary>An id that can be kept.</summary>
    public static string CustomerId(string id, string field = "customerId") =>
        id.Length > 0 && Encoding.UTF8.GetByteCount(id) <= CustomerList.MaximumIdLength && !id.Contains('\0', StringComparison.Ordinal)
            ? id
            : throw AdminProblemException.BadRequest($"\"{field}\" is an id of 1 to {CustomerList.MaximumIdLength} bytes.", field);

    public static CustomerList Customers(IReadOnlyList<string> ids, string field) =>
        ids.Count == 0
            ? throw AdminProblemException.BadRequest($"\"{field}\" names nobody.", field)
            : CustomerList.Of(ids.Select((id, i) => CustomerId(id, FormattableString.Invariant($"{field}[{i}]"))).Distinct(StringComparer.Ordinal));

    public static TimeSpan Duration(string text, string field, TimeSpan least, TimeSpan most) =>
        DurationText.TryRead(text, out var time) && time >= least && time <= most
            ? time
            : throw AdminProblemException.BadRequest($"\"{field}\" is {DurationText.Expected}, {DurationText.Write(least)} to {DurationText.Write(most)}.", field);

    /// <summary>Whom to ask about, with attributes.</summary>
    public static EvaluationContext Context(ExplainRequest asked)
    {
        if (asked.Attributes?.Count > MostAttributes)
        {
            throw AdminProblemException.BadRequest($"\"attributes\" are at most {MostAttributes}.", "attributes");
        }

        var context = EvaluationContext.For(asked.CustomerId);
        foreach (var (name, value) in asked.Attributes ?? [])
        {
            context = name.Length == 0 ? throw AdminProblemException.BadRequest("An attribute has a name.", "attributes") : With(context, name, value);
        }

        return context;
    }

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

    /// <summary>Which events are asked for.</summary>
    public static (long After, int Limit) Page(HttpRequest request) =>
        (Number(request, "after", 0, 0, long.MaxValue), (int)Number(request, "limit", UsualEvents, 1, MostEvents));

    private static EvaluationContext With(EvaluationContext context, string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => context.With(name, value.GetString()),
        JsonValueKind.True or JsonValueKind.False => context.With(name, value.GetBoolean()),
        JsonValueKind.Number when value.TryGetInt64(out var whole) => context.With(name, whole),
        JsonValueKind.Number when value.TryGetDouble(out var number) && double.IsFinite(number) => context.With(name, number),
        JsonValueKind.Array when value.EnumerateArray().All(each => each.ValueKind == JsonValueKind.String) => context.With(name, value.EnumerateArray().Select(each => each.GetString()!)),
        _ => throw AdminProblemException.BadRequest($"The attribute \"{AdminCall.Shown(name)}\" must be a text, a number, true, false, or an array of texts.", "attributes"),
    };
}
