using System.Buffers;
using System.Text;
using System.Text.Json;
using FeatureRollout.Flags.Files;
using FeatureRollout.Hashing;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Cli.Tests.Importing;

/// <summary>Sets of flags and segments with every member that a flag file may have, valid as a file.</summary>
internal static class RandomFlags
{
    private static readonly Gen<string> Text = Gen.Elements("a", "é😀", "\ud800", "x\udc00y", "quote \" and \\ and \n", "</script>", "thompson-engineering", "\u2028\u202e\u0001", new string('z', 300));

    private static readonly Gen<string> Name = Gen.Elements("a", "B.c", "d_e", "f-g", "h1");

    private static readonly Gen<DateTimeOffset> Moment =
        from ticks in Gen.Choose(0, int.MaxValue)
        from hours in Gen.Choose(-14, 14)
        select new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(hours)).AddTicks(ticks * 12_345_677L);

    private static readonly Gen<Percentage> Share = Gen.Choose(0, 100_000).Select(Percentage.FromThousandths);

    private static readonly Gen<decimal> Weight = Gen.Choose(1, 1_000_000_000).Select(weight => weight / 1000m);

    private static readonly Gen<bool> Truth = Gen.Elements(true, false);

    private static readonly Gen<string> Draw = Gen.Elements([.. Bucketing.Names]);

    private static readonly Gen<CustomerList> Customers = Text.ListOf().Select(ids => CustomerList.Of(ids));

    private static readonly Gen<IReadOnlyList<FlagVariant>> Variants =
        (from name in Name
         from weight in Weight
         from value in Gen.Elements("", "1", "null", "\"x\"", "{\"a\":[1.50,true,{}]}", $"[\"{new string('y', 120)}\", \"\\u00e4\"]")
         select new FlagVariant { Name = name, Weight = weight, Value = value.Length == 0 ? default : JsonElement.Parse(value) })
        .NonEmptyListOf().Select(all => (IReadOnlyList<FlagVariant>)[.. all.DistinctBy(one => one.Name, StringComparer.Ordinal)]);

    private static readonly Gen<IReadOnlyDictionary<string, FlagOverride>> Overrides =
        (from customer in Text
         from enabled in Truth
         from reason in OrNull(Text)
         from until in Maybe(Moment)
         select KeyValuePair.Create(customer, new FlagOverride { Enabled = enabled, Reason = reason, Until = until }))
        .ListOf().Select(all => (IReadOnlyDictionary<string, FlagOverride>)all.DistinctBy(one => one.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal));

    public static readonly Gen<FlagSet> Sets =
        from names in Name.ListOf()
        let segments = names.Distinct(StringComparer.Ordinal).ToArray()
        from defined in Gen.CollectToArray(segments.Select(Segment))
        from keys in Name.ListOf()
        let flags = keys.Distinct(StringComparer.Ordinal).ToArray()
        from written in Gen.CollectToArray(flags.Select((key, i) => Flag(key, flags[..i], segments)))
        select new FlagSet
        {
            Flags = written.ToDictionary(flag => flag.Key, StringComparer.Ordinal),
            Segments = defined.ToDictionary(segment => segment.Name, StringComparer.Ordinal),
        };

    /// <summary>All of it as one text, to compare.</summary>
    public static string Show(FlagSet set)
    {
        var buffer = new ArrayBufferWriter<byte>();
        StoredFlags.Write(set with { Version = null }, buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static Gen<SegmentDefinition> Segment(string name) =>
        from include in OrNull(Customers)
        from exclude in OrNull(Customers)
        from source in OrNull(Gen.Elements("crm", "é😀"))
        select new SegmentDefinition { Name = name, Include = include, Exclude = exclude, Source = source, When = source is null ? Condition.Parse("seats > 1 and `a b` != 'x'") : null };

    private static Gen<Audience> Audiences(string[] segments) =>
        from customers in Customers
        from some in Some(segments)
        select new Audience { Customers = customers, Segments = some };

    private static Gen<FlagRule> Rule(string[] segments, string[] variants) =>
        from text in Gen.Elements(["vertical == 'a\"\\\\'", "seats >= 10", "true", $"vertical in ['{new string('q', 100)}', 'x']", .. segments.Select(name => $"segment('{name}')")])
        from share in Gen.Choose(0, 50_000).Select(Percentage.FromThousandths)
        from start in Gen.Choose(0, 50_000).Select(Percentage.FromThousandths)
        from draws in OrNull(Draw)
        from texts in OrNull(Gen.Elements("a", "é😀", "x.y")).ArrayOf(2)
        from goesOn in Truth
        from weights in Weight.ArrayOf(variants.Length)
        from weighs in Truth
        select new FlagRule(Condition.Parse(text), share)
        {
            From = start, Bucketing = draws, Salt = texts[0], Unit = texts[1], Continue = goesOn,
            Variants = weighs && variants.Length > 0 ? [.. variants.Zip(weights, (name, weight) => new VariantWeight(name, weight))] : null,
        };

    private static Gen<FlagDefinition> Flag(string key, string[] others, string[] segments) =>
        from answers in Maybe(Truth).ArrayOf(3)
        from texts in OrNull(Text).ArrayOf(3)
        from share in Maybe(Share)
        from lists in OrNull(Audiences(segments)).ArrayOf(2)
        from requires in OrNull(Some(others))
        from variants in OrNull(Variants)
        from rules in OrNull(Rule(segments, [.. (variants ?? []).Select(variant => variant.Name)]).ListOf())
        from overrides in OrNull(Overrides)
        from times in Maybe(Moment).ArrayOf(2)
        from draws in OrNull(Draw)
        from salts in OrNull(Gen.Elements("a", "é😀", "feature\ngroup")).ArrayOf(3)
        select new FlagDefinition
        {
            Key = key, Enabled = answers[0], Default = answers[1], Permanent = answers[2], Percentage = share, Include = lists[0], Exclude = lists[1], Requires = requires,
            Rules = rules?.ToList(), Overrides = overrides, Variants = variants,
            Schedule = times[0] is { } first ? new FlagSchedule(first, times[1] is null ? null : first.AddDays(1)) : null,
            Salt = salts[0], VariantSalt = salts[1], Unit = salts[2], Bucketing = draws, Fallback = texts[0], Message = texts[1], Owner = texts[2],
            Expires = times[0] is { } day ? DateOnly.FromDateTime(day.DateTime) : null,
        };

    private static Gen<IReadOnlyList<string>> Some(string[] names) => names.Length == 0
        ? Gen.Constant((IReadOnlyList<string>)[])
        : Gen.Elements(names).ListOf().Select(some => (IReadOnlyList<string>)[.. some.Distinct(StringComparer.Ordinal)]);

    private static Gen<T?> OrNull<T>(Gen<T> some)
        where T : class =>
        Gen.OneOf(Gen.Constant((T?)null), some.Select(value => (T?)value));

    private static Gen<T?> Maybe<T>(Gen<T> some)
        where T : struct =>
        Gen.OneOf(Gen.Constant((T?)null), some.Select(value => (T?)value));
}
