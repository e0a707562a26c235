using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Rollouts.Stored;

/// <summary>The values that are one JSON value each.</summary>
internal static class Leaf
{
    private delegate T? ReadReference<out T>(ref JsonCursor cursor)
        where T : class;

    private delegate T? ReadValue<T>(ref JsonCursor cursor)
        where T : struct;

    public static readonly Shape<string> Text = Reference(
        static (writer, value) => writer.Text(value), static (ref JsonCursor cursor) => cursor.ReadText());

    public static readonly Shape<bool> Boolean = Value(
        static (writer, value) => writer.Json.WriteBooleanValue(value), static (ref JsonCursor cursor) => cursor.ReadBoolean());

    public static readonly Shape<int> Int32 = Parsed<int>(
        static (writer, value) => writer.Json.WriteNumberValue(value), "a whole number", JsonTokenType.Number, TryParse);

    public static readonly Shape<long> Int64 = Parsed<long>(
        static (writer, value) => writer.Json.WriteNumberValue(value), "a whole number", JsonTokenType.Number, TryParse);

    /// <summary>A number; in quotes where JSON has none for it: <c>"NaN"</c>, <c>"Infinity"</c>, <c>"-Infinity"</c>.</summary>
    public static readonly Shape<double> Double = new LeafShape<double>(
        static (writer, value) =>
        {
            if (double.IsFinite(value))
            {
                writer.Json.WriteNumberValue(value);
            }
            else
            {
                writer.Json.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
            }
        },
        static (ref JsonCursor cursor, out double value) =>
        {
            value = 0;
            if (cursor.Token is JsonTokenType.Number or JsonTokenType.String
                && double.TryParse(cursor.Text(), NumberStyles.Float, CultureInfo.InvariantCulture, out value))
            {
                return true;
            }

            cursor.RefuseValue("a number");
            return false;
        });

    public static readonly Shape<Percentage> Percentage = Value(
        static (writer, value) => writer.Json.WriteNumberValue(value.Value), static (ref JsonCursor cursor) => cursor.ReadPercentage());

    public static readonly Shape<DateTimeOffset> Moment = Value(
        static (writer, value) => writer.Json.WriteStringValue(JsonMoments.Format(value)), static (ref JsonCursor cursor) => cursor.ReadMoment());

    public static readonly Shape<DateOnly> Day = Value(
        static (writer, value) => writer.Json.WriteStringValue(JsonMoments.Format(value)), static (ref JsonCursor cursor) => cursor.ReadDay());

    /// <summary>A time of day such as <c>09:00:00</c>.</summary>
    public static readonly Shape<TimeOnly> Time = Parsed<TimeOnly>(
        static (writer, value) => writer.Json.WriteStringValue(value.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture)),
        "a time of day such as \"09:00:00\"",
        JsonTokenType.String,
        static (string text, out TimeOnly value) => TimeOnly.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out value));

    /// <summary>A time such as <c>2.00:00:00</c> for two days.</summary>
    public static readonly Shape<TimeSpan> Span = Parsed<TimeSpan>(
        static (writer, value) => writer.Json.WriteStringValue(value.ToString("c", CultureInfo.InvariantCulture)),
        "a time such as \"2.00:00:00\" for two days",
        JsonTokenType.String,
        static (string text, out TimeSpan value) => TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out value));

    public static readonly Shape<CustomerList> Customers = Reference(
        static (writer, value) => writer.Customers(value), static (ref JsonCursor cursor) => AudienceReader.ReadCustomers(ref cursor));

    public static readonly Shape<Audience> Audience = Reference(
        static (writer, value) => writer.Audience(value), static (ref JsonCursor cursor) => AudienceReader.ReadAudience(ref cursor, default, ""));

    public static readonly Shape<Condition> Condition = Reference(
        static (writer, value) => writer.Text(value.Text), static (ref JsonCursor cursor) => RuleReader.ReadCondition(ref cursor, default, ""));

    public static readonly Shape<IReadOnlyList<FlagRule>> Strata = Reference<IReadOnlyList<FlagRule>>(
        static (writer, value) => writer.Strata(value), static (ref JsonCursor cursor) => RuleReader.ReadStrata(ref cursor, default, ""));

    public static readonly Shape<Criterion> Criterion = Reference(
        static (writer, value) => writer.Text(value.Text),
        static (ref JsonCursor cursor) =>
        {
            if (cursor.ReadText("a criterion such as \"error_rate < 0.5%\"") is not { } text)
            {
                return null;
            }

            try
            {
                return FeatureRollout.Criterion.Parse(text);
            }
            catch (FormatException exception)
            {
                cursor.Refuse(exception.Message);
                return null;
            }
        });

    /// <summary>Copies of definitions, by flag key.</summary>
    public static readonly Shape<IReadOnlyDictionary<string, FlagDefinition>> Definitions = Reference<IReadOnlyDictionary<string, FlagDefinition>>(
        static (writer, value) =>
        {
            writer.Json.WriteStartObject();
            foreach (var (key, flag) in value)
            {
                writer.Json.WritePropertyName(key);
                StoredFlagWriter.Write(writer, flag);
            }

            writer.Json.WriteEndObject();
        },
        static (ref JsonCursor cursor) =>
        {
            var map = new FlagMap();
            FlagFileReader.ReadFlags(ref cursor, map);
            return map.Flags;
        });

    /// <summary>An enumeration by its names in camel case.</summary>
    public static Shape<T> Enum<T>()
        where T : struct, Enum
    {
        var values = System.Enum.GetValues<T>();
        string[] names = [.. System.Enum.GetNames<T>().Select(JsonNamingPolicy.CamelCase.ConvertName)];
        return new LeafShape<T>(
            (writer, value) => writer.Json.WriteStringValue(names[Array.IndexOf(values, value)]),
            (ref JsonCursor cursor, [MaybeNullWhen(false)] out T value) =>
            {
                var expected = "one of " + string.Join(", ", names);
                value = default;
                if (cursor.ReadText(expected) is not { } text)
                {
                    return false;
                }

                var index = Array.IndexOf(names, text);
                if (index < 0)
                {
                    cursor.Refuse($"expected {expected}, found \"{JsonEscapes.Clip(text, 40)}\"");
                    return false;
                }

                value = values[index];
                return true;
            });
    }

    private delegate bool TextParser<T>(string text, out T value);

    private static LeafShape<T> Parsed<T>(LeafShape<T>.Writing write, string expected, JsonTokenType token, TextParser<T> parse) =>
        new(write, (ref JsonCursor cursor, [MaybeNullWhen(false)] out T value) =>
        {
            if (cursor.Token == token && parse(cursor.Text(), out value))
            {
                return true;
            }

            value = default!;
            cursor.RefuseValue(expected);
            return false;
        });

    private static bool TryParse(string text, out int value) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private static bool TryParse(string text, out long value) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private static LeafShape<T> Reference<T>(LeafShape<T>.Writing write, ReadReference<T> read)
        where T : class => new(write, (ref JsonCursor cursor, [MaybeNullWhen(false)] out T value) => (value = read(ref cursor)!) is not null);

    private static LeafShape<T> Value<T>(LeafShape<T>.Writing write, ReadValue<T> read)
        where T : struct => new(write, (ref JsonCursor cursor, [MaybeNullWhen(false)] out T value) =>
        {
            var found = read(ref cursor);
            value = found.GetValueOrDefault();
            return found.HasValue;
        });
}
