using System.Collections;
using System.Reflection;
using System.Text.Json;

namespace FeatureRollout.Tests.Rollouts.Stored;

/// <summary>
/// Makes random values of any of the library's documents, member by member, whatever members they have: a member that is
/// added to a contract and forgotten in the JSON fails the round trip.
/// </summary>
internal sealed class Arbitrary(int seed)
{
    private static readonly string[] Texts =
        ["a", "é😀", "\ud800", "x\udc00y", "quote \" and \\ and \n", "</script>", "thompson-engineering", "", new string('z', 300)];

    private static readonly string[] Ids = ["a", "é😀", "\ud800", "x\udc00y", "quote \" and \\ and \n", new string('z', 512)];

    private readonly Random _random = new(seed);

    public FlagDocument Document()
    {
        var key = Key();
        var document = Make<FlagDocument>() with { Key = key, State = Make<FlagState>() with { Key = key } };
        return document.State.Definition is { } definition
            ? document with { State = document.State with { Definition = definition with { Key = key } } }
            : document;
    }

    public RolloutEvent Event() => Make<RolloutEvent>();

    public T Make<T>() => (T)Make(typeof(T), depth: 0)!;

    public string Key() => _random.GetItems(["a", "B.c", "d_e", "f-g", new string('k', 128)], 1)[0];

    private object? Make(Type type, int depth)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return _random.Next(2) == 0 ? null : Make(inner, depth);
        }

        if (type.IsEnum)
        {
            var values = Enum.GetValues(type);
            return values.GetValue(_random.Next(values.Length));
        }

        return Leaf(type) ?? Collection(type, depth) ?? Record(type, depth);
    }

    private object? Leaf(Type type) =>
        type == typeof(string) ? One(Texts)
        : type == typeof(bool) ? _random.Next(2) == 0
        : type == typeof(int) ? _random.Next(int.MaxValue)
        : type == typeof(long) ? _random.NextInt64(long.MinValue, long.MaxValue)
        : type == typeof(double) ? One([0.1, -0.0, 1e300, double.Epsilon, _random.NextDouble(), double.NaN, double.PositiveInfinity, double.NegativeInfinity])
        : type == typeof(decimal) ? _random.Next(1_000_000) / 1000m
        : type == typeof(Percentage) ? Percentage.FromThousandths(_random.Next(100_001))
        : type == typeof(DateTimeOffset) ? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(_random.Next(-14, 15))).AddTicks(_random.NextInt64(1L << 60))
        : type == typeof(DateOnly) ? DateOnly.FromDayNumber(_random.Next(DateOnly.MaxValue.DayNumber))
        : type == typeof(TimeOnly) ? new TimeOnly(_random.NextInt64(TimeOnly.MaxValue.Ticks))
        : type == typeof(TimeSpan) ? One([TimeSpan.Zero, TimeSpan.MinValue, TimeSpan.MaxValue, new TimeSpan(_random.NextInt64(1L << 50))])
        : type == typeof(Criterion) ? Criterion.Parse(One(["error_rate < 0.5% for 48h", "p95(latency) <= 500ms", "open(P1) == 0"]))
        : type == typeof(Condition) ? Condition.Parse(One(["vertical == 'a'", "seats >= 10", "true"]))
        : type == typeof(JsonElement) ? One([default, JsonElement.Parse("1"), JsonElement.Parse("null"), JsonElement.Parse("{\"a\":[1.50,true,{}]}")])
        : type == typeof(CustomerList) ? CustomerList.Of(Many(() => One(Ids)))
        : type == typeof(RolloutChange) ? Make(One([.. typeof(RolloutChange).GetNestedTypes()]), depth: 1)
        : null;

    private object? Collection(Type type, int depth)
    {
        if (!type.IsGenericType)
        {
            return null;
        }

        var arguments = type.GetGenericArguments();
        var most = depth > 4 ? 1 : 3;
        if (type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(arguments))!;
            for (var left = _random.Next(most); left > 0; left--)
            {
                list.Add(Make(arguments[0], depth + 1));
            }

            return list;
        }

        Assert.Equal(typeof(IReadOnlyDictionary<,>), type.GetGenericTypeDefinition());
        var map = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(arguments), StringComparer.Ordinal)!;
        for (var left = _random.Next(most); left > 0; left--)
        {
            var key = arguments[1] == typeof(FlagDefinition) ? Key() : One(Ids);
            var value = Make(arguments[1], depth + 1);
            map[key] = value is FlagDefinition definition ? definition with { Key = key } : value;
        }

        return map;
    }

    /// <summary>By its longest constructor, then every member that can be set; one that may be null sometimes is.</summary>
    private object Record(Type type, int depth)
    {
        var constructor = type.GetConstructors().MaxBy(each => each.GetParameters().Length)!;
        var made = constructor.Invoke([.. constructor.GetParameters().Select(each => MakeOrNull(each.ParameterType, new NullabilityInfoContext().Create(each), depth))]);
        if (constructor.GetParameters().Length == 0)
        {
            foreach (var property in Members(type))
            {
                property.SetValue(made, MakeOrNull(property.PropertyType, new NullabilityInfoContext().Create(property), depth));
            }
        }

        return made switch
        {
            FlagVariant variant => variant with { Name = Key() },
            FlagDefinition definition => definition with
            {
                Variants = definition.Variants?.DistinctBy(variant => variant.Name, StringComparer.Ordinal).ToList(),
                Rules = definition.Rules?.Select(rule => _random.Next(2) == 0 ? rule : Drawing(rule)).ToList(),
            },
            _ => made,
        };
    }

    /// <summary>Strata are nothing but conditions and shares, and so only a flag's rules come here.</summary>
    private FlagRule Drawing(FlagRule rule) => rule with
    {
        From = Percentage.FromThousandths(_random.Next(100_001 - rule.Percentage.Thousandths)),
        Salt = One<string?>([null, "", "own"]),
        Bucketing = One<string?>([null, "v1", "another"]),
        Unit = One<string?>([null, "tenant"]),
        Variants = One<IReadOnlyList<VariantWeight>?>([null, [], [new VariantWeight("a", 0.5m), new VariantWeight("b", 0)]]),
        Continue = _random.Next(2) == 0,
    };

    private object? MakeOrNull(Type type, NullabilityInfo nullability, int depth) =>
        !type.IsValueType && nullability.ReadState == NullabilityState.Nullable && _random.Next(3) == 0 ? null : Make(type, depth + 1);

    public static IEnumerable<PropertyInfo> Members(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod?.IsPublic == true && property.GetIndexParameters().Length == 0);

    private T One<T>(T[] choices) => choices[_random.Next(choices.Length)];

    private T[] Many<T>(Func<T> make) => Enumerable.Range(0, _random.Next(3)).Select(_ => make()).ToArray();
}
