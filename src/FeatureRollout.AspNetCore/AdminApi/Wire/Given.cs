using System.Globalization;
using System.Text;
using System.Text.Json;
using FeatureRollout.Flags.Plans;

namespace FeatureRollout.AdminApi.Wire;

/// <summary>Makes what the rest understands of what a request gave, or refuses it by the member's name with a <see cref="RefusedValueException"/>.</summary>
internal static class Given
{
    private const int LongestText = 2000;
    private const int MostAttributes = 256;

    /// <summary>A text for people to read; null stays null.</summary>
    public static string? Text(string? text, string field) =>
        text is null ? null
        : text.Length > LongestText ? throw new RefusedValueException($"\"{field}\" has at most {LongestText} characters.", field)
        : text.Contains('\0', StringComparison.Ordinal) ? throw new RefusedValueException($"\"{field}\" holds a character that no text has.", field)
        : text;

    /// <summary>A name or text that must say something.</summary>
    public static string Name(string text, string field) =>
        string.IsNullOrWhiteSpace(text) ? throw new RefusedValueException($"\"{field}\" is empty.", field) : Text(text, field)!;

    /// <summary>The reason of what is not done without one.</summary>
    public static string Reason(string? reason, string what) =>
        string.IsNullOrWhiteSpace(reason) ? throw new RefusedValueException($"{what} needs a \"reason\".", "reason") : Text(reason, "reason")!;

    public static Percentage Percentage(decimal percent, string field) =>
        FeatureRollout.Percentage.TryFromPercent(percent, out var percentage) ? percentage : throw new RefusedValueException($"\"{field}\" is a number from 0 to 100 with at most three decimals.", field);

    /// <summary>An id that can be kept.</summary>
    public static string CustomerId(string id, string field = "customerId") =>
        id.Length > 0 && Encoding.UTF8.GetByteCount(id) <= CustomerList.MaximumIdLength && !id.Contains('\0', StringComparison.Ordinal)
            ? id
            : throw new RefusedValueException($"\"{field}\" is an id of 1 to {CustomerList.MaximumIdLength} bytes.", field);

    public static CustomerList Customers(IReadOnlyList<string> ids, string field) =>
        ids.Count == 0
            ? throw new RefusedValueException($"\"{field}\" names nobody.", field)
            : CustomerList.Of(ids.Select((id, i) => CustomerId(id, FormattableString.Invariant($"{field}[{i}]"))).Distinct(StringComparer.Ordinal));

    /// <summary>How long to hold: a minute to a leap year.</summary>
    public static TimeSpan Hold(TimeSpan time, string field) => Within(time, field, TimeSpan.FromMinutes(1), TimeSpan.FromDays(366));

    /// <summary>How far back outcomes are asked for.</summary>
    public static TimeSpan HistorySpan(TimeSpan time, string field) => Within(time, field, TimeSpan.FromMinutes(1), TimeSpan.FromDays(7));

    /// <summary>Reads a length of time, and then looks at its range.</summary>
    public static TimeSpan Duration(string text, string field, Func<TimeSpan, string, TimeSpan> range) =>
        range(DurationText.TryRead(text, out var time) ? time : TimeSpan.MinValue, field);

    /// <summary>Whom to ask about, with attributes.</summary>
    public static EvaluationContext Context(ExplainRequest asked)
    {
        if (asked.Attributes?.Count > MostAttributes)
        {
            throw new RefusedValueException($"\"attributes\" are at most {MostAttributes}.", "attributes");
        }

        var context = EvaluationContext.For(asked.CustomerId);
        foreach (var (name, value) in asked.Attributes ?? [])
        {
            context = name.Length == 0 ? throw new RefusedValueException("An attribute has a name.", "attributes") : With(context, name, value);
        }

        return context;
    }

    private static TimeSpan Within(TimeSpan time, string field, TimeSpan least, TimeSpan most) => time >= least && time <= most
        ? time
        : throw new RefusedValueException($"\"{field}\" is {DurationText.Expected}, {DurationText.Write(least)} to {DurationText.Write(most)}.", field);

    private static EvaluationContext With(EvaluationContext context, string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => context.With(name, value.GetString()),
        JsonValueKind.True or JsonValueKind.False => context.With(name, value.GetBoolean()),
        JsonValueKind.Number when value.TryGetInt64(out var whole) => context.With(name, whole),
        JsonValueKind.Number when value.TryGetDouble(out var number) && double.IsFinite(number) => context.With(name, number),
        JsonValueKind.Array when value.EnumerateArray().All(each => each.ValueKind == JsonValueKind.String) => context.With(name, value.EnumerateArray().Select(each => each.GetString()!)),
        _ => throw new RefusedValueException($"The attribute \"{FlagNames.Shown(name)}\" must be a text, a number, true, false, or an array of texts.", "attributes"),
    };
}
