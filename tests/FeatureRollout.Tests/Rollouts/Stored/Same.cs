using System.Collections;
using System.Text.Json;

namespace FeatureRollout.Tests.Rollouts.Stored;

/// <summary>Compares documents member by member, however deep, and names the first place that differs.</summary>
internal static class Same
{
    public static void As<T>(T expected, T actual) => Compare(expected, actual, typeof(T).Name);

    private static void Compare(object? expected, object? actual, string place)
    {
        if (expected is null || actual is null)
        {
            Assert.True(expected is null && actual is null, $"{place}: {expected ?? "null"} became {actual ?? "null"}");
            return;
        }

        switch (expected)
        {
            case JsonElement json:
                Assert.True(Json(json) == Json((JsonElement)actual), place);
                break;
            case Condition condition:
                Assert.Equal(condition.Text, ((Condition)actual).Text);
                break;
            case CustomerList list:
                Assert.True(list.Records.AsSpan().SequenceEqual(((CustomerList)actual).Records), place);
                break;
            case DateTimeOffset moment:
                Assert.True(moment.EqualsExact((DateTimeOffset)actual), $"{place}: {moment:o} became {actual:o}");
                break;
            case string or Criterion or ValueType when expected is not MetricPoint:
                Assert.True(Equals(expected, actual), $"{place}: {expected} became {actual}");
                break;
            case IDictionary map:
                var other = (IDictionary)actual;
                Assert.True(map.Keys.Cast<string>().SequenceEqual(other.Keys.Cast<string>(), StringComparer.Ordinal), place + " has other keys");
                foreach (DictionaryEntry entry in map)
                {
                    Compare(entry.Value, other[entry.Key], $"{place}[{entry.Key}]");
                }

                break;
            case IEnumerable items:
                object?[] left = [.. items.Cast<object?>()], right = [.. ((IEnumerable)actual).Cast<object?>()];
                Assert.True(left.Length == right.Length, $"{place}: {left.Length} became {right.Length}");
                for (var i = 0; i < left.Length; i++)
                {
                    Compare(left[i], right[i], $"{place}[{i}]");
                }

                break;
            default:
                Assert.True(expected.GetType() == actual.GetType(), $"{place}: {expected.GetType()} became {actual.GetType()}");
                foreach (var member in Arbitrary.Members(expected.GetType()))
                {
                    Compare(member.GetValue(expected), member.GetValue(actual), $"{place}.{member.Name}");
                }

                break;
        }
    }

    private static string Json(JsonElement element) =>
        element.ValueKind == JsonValueKind.Undefined ? "" : element.GetRawText().Replace(" ", "", StringComparison.Ordinal);
}
