using System.Collections;
using FeatureRollout.Tests.Rollouts.Stored;

namespace FeatureRollout.Tests.Rollouts;

/// <summary>
/// Finds a customer in anything that is stored, member by member, whatever members there are: one that is added to a contract
/// and forgotten in the renaming is found here.
/// </summary>
internal static class Holding
{
    public static IEnumerable<string> PlacesOf(object? value, string id, string place = "$")
    {
        switch (value)
        {
            case null or string or ValueType or Criterion or Condition or System.Text.Json.JsonElement:
                return [];
            case CustomerList list:
                return list.Contains(id, StringComparer.Ordinal) ? [place] : [];
            case IDictionary map:
                return map.Keys.Cast<string>().Where(key => map[key] is FlagOverride && key == id).Select(_ => place)
                    .Concat(map.Keys.Cast<string>().SelectMany(key => PlacesOf(map[key], id, $"{place}[{key}]")));
            case IEnumerable items:
                return items.Cast<object?>().SelectMany((item, i) => PlacesOf(item, id, $"{place}[{i}]"));
            default:
                return Arbitrary.Members(value.GetType()).SelectMany(member =>
                    member.Name == "CustomerId" && (string?)member.GetValue(value) == id
                        ? [$"{place}.CustomerId"]
                        : PlacesOf(member.GetValue(value), id, $"{place}.{member.Name}"));
        }
    }
}
