using System.Globalization;

namespace FeatureRollout.Cli.Tests.Importing.From.GoFeatureFlag;

/// <summary>Random queries, each with what it means.</summary>
internal sealed class RandomQuery(Random random)
{
    public delegate bool Meaning(IReadOnlyDictionary<string, object?> context);

    /// <summary>Words from left to right, none binding tighter than another.</summary>
    public (string Text, Meaning Holds) Next(int depth)
    {
        var (text, holds) = One(depth);
        for (var i = random.Next(3); i > 0; i--)
        {
            var (other, otherHolds) = One(depth);
            var (before, isAnd) = (holds, random.Next(2) == 0);
            text += (isAnd ? " and " : " or ") + other;
            holds = isAnd ? context => before(context) && otherHolds(context) : context => before(context) || otherHolds(context);
        }

        return (text, holds);
    }

    public Dictionary<string, object?> Context()
    {
        var context = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, values) in new (string, object?[])[]
        {
            ("plan", ["pro", "PRO", "Team", "5", "", 5.0, true]),
            ("age", [18.0, 18.5, 17.5, 5.0, 0.0, -0.5, -3.5, "18", true]),
            ("version", ["1.2.3", "1.10.0", "2.0.0-rc.1", "v1.2.3", 1.0]),
            ("beta", [true, false, "true", 1.0]),
            ("anonymous", [true, false]),
            ("tenant", ["north", "south", "", 7.0]),
        })
        {
            if (random.Next(4) > 0)
            {
                context[name] = random.Of(values);
            }
        }

        return context;
    }

    private (string Text, Meaning Holds) One(int depth)
    {
        if (depth > 0 && random.Next(3) == 0)
        {
            var (inner, holds) = Next(depth - 1);
            return random.Next(2) == 0 ? ($"({inner})", holds) : ($"not ({inner})", context => !holds(context));
        }

        var name = random.Of("plan", "age", "beta", "missing");
        switch (random.Next(8))
        {
            case 0:
                return ($"{name} pr", context => context.ContainsKey(name));
            case 1 or 2:
                var text = random.Of("pro", "5", "team", "o", "");
                var word = random.Of("eq", "==", "ne", "!=", "co", "sw", "ew");
                return ($"{name} {word} \"{text}\"", context => context.GetValueOrDefault(name) is string given && Meets(word, given.ToLowerInvariant(), text));
            case 3:
                return ("plan in [\"pro\", \"Team\"]", context => context.GetValueOrDefault("plan") is "pro" or "Team");
            case 4:
                var (sign, whole) = (random.Of("eq", "ne", "gt", "lt", "ge", "le", ">", "<="), random.Of(18, 0, -3, 5));
                return (string.Create(CultureInfo.InvariantCulture, $"{name} {sign} {whole}"), context => context.GetValueOrDefault(name) is double number && Meets(sign, Math.Truncate(number).CompareTo((double)whole)));
            case 5:
                var (order, part) = (random.Of("eq", "ne", "gt", "lt", "ge", "le"), random.Of(18.5, 0.5, -0.5));
                return (string.Create(CultureInfo.InvariantCulture, $"{name} {order} {part:0.0}"), context => context.GetValueOrDefault(name) is double number && Meets(order, number.CompareTo(part)));
            case 6:
                var isTrue = random.Next(2) == 0;
                var flag = random.Of("beta", "anonymous");
                return ($"{flag} eq {(isTrue ? "true" : "false")}", context => context.TryGetValue(flag, out var value) ? value is bool truth && truth == isTrue : flag == "anonymous" && !isTrue);
            default:
                var version = random.Of("gt", "lt", "eq", "ne");
                return ($"version {version} 1.3.0", context => context.GetValueOrDefault("version") switch
                {
                    "1.2.3" => Meets(version, -1),
                    "1.10.0" or "2.0.0-rc.1" => Meets(version, 1),
                    _ => false,
                });
        }
    }

    private static bool Meets(string word, string given, string text) => word switch
    {
        "eq" or "==" => given == text,
        "ne" or "!=" => given != text,
        "co" => given.Contains(text, StringComparison.Ordinal),
        "sw" => given.StartsWith(text, StringComparison.Ordinal),
        _ => given.EndsWith(text, StringComparison.Ordinal),
    };

    private static bool Meets(string sign, int order) => sign switch
    {
        "eq" => order == 0,
        "ne" => order != 0,
        "gt" or ">" => order > 0,
        "lt" => order < 0,
        "ge" => order >= 0,
        _ => order <= 0,
    };
}
