using FeatureRollout.Cli.Importing.From.Decided;
using FeatureRollout.Cli.Importing.From.JsonLogic;
using FeatureRollout.Cli.Importing.Sources;
using FeatureRollout.Hashing;
using static FeatureRollout.Cli.Importing.ConditionText;

namespace FeatureRollout.Cli.Importing.From.Flagd;

/// <summary>Reads <c>fractional</c> of flagd 0.15 and later, whose weights may have any sum.</summary>
/// <param name="flagKey">The flag's key in flagd.</param>
/// <param name="customer">What the targeting key is here.</param>
/// <param name="variants">The flag's variants.</param>
internal sealed class FlagdSplit(string flagKey, string customer, IReadOnlyList<string> variants)
{
    private static readonly IReadOnlyList<LogicCase> Nothing = [new LogicCase(Always, ConstantTerm.Null)];

    public IReadOnlyList<LogicCase> Read(LogicReader reader, SourceNode node, IReadOnlyList<SourceNode> arguments)
    {
        if (arguments.Count == 0)
        {
            return Nothing;
        }

        var hasKey = arguments[0].Kind != SourceKind.List;
        var keys = hasKey ? Keys(reader, arguments[0]) : ByDefault();
        List<LogicCase> cases = [];
        foreach (var (when, key) in keys)
        {
            LogicReader.Guard(cases, when, key is null ? Nothing : Shares(reader, [.. hasKey ? arguments.Skip(1) : arguments], [], key.Value));
        }

        return cases;
    }

    /// <summary>What is hashed: an attribute behind a salt, or a text that is the same for everybody.</summary>
    private readonly record struct Key(string Salt, string? Unit);

    private List<(string When, Key? Key)> ByDefault() => [(Known.Attribute(customer), new Key(flagKey, customer)), (Always, null)];

    private List<(string When, Key? Key)> Keys(LogicReader reader, SourceNode node)
    {
        if (LogicReader.Operation(node) is ("cat", var parts))
        {
            return Joined(reader, node, parts);
        }

        List<(string When, Key? Key)> keys = [];
        foreach (var (when, term) in reader.Cases(node))
        {
            foreach (var (guard, key) in Single(node, term))
            {
                keys.Add((All([when, guard]), key));
            }
        }

        return keys;
    }

    private List<(string When, Key? Key)> Single(SourceNode node, LogicTerm term) => term switch
    {
        ConstantTerm { Value: null } => ByDefault(),
        ConstantTerm { Value: string text } => [(Always, new Key(text, null))],
        AttributeTerm attribute =>
        [
            (Compare(attribute.Name, "==", ConditionText.Text("")), new Key("", null)),
            (ConditionText.IsText(attribute.Name), new Key("", attribute.Name)),
            (Has(attribute.Name), null),
            .. attribute.Name == customer ? [(Always, null)] : ByDefault(),
        ],
        _ => throw new NotCarriedException(node, "What a split is drawn by must be an attribute, behind a fixed text or none."),
    };

    private static List<(string When, Key? Key)> Joined(LogicReader reader, SourceNode node, IReadOnlyList<SourceNode> parts)
    {
        var salt = "";
        for (var i = 0; i < parts.Count; i++)
        {
            var cases = reader.Cases(parts[i]);
            if (cases is [{ Term: ConstantTerm constant }])
            {
                salt += LogicValues.ToText(constant.Value);
            }
            else if (i == parts.Count - 1 && cases is [{ Term: AttributeTerm attribute }])
            {
                return [(Known.Attribute(attribute.Name), new Key(salt, attribute.Name)), (Always, new Key(salt, null))];
            }
            else
            {
                throw new NotCarriedException(node, "A split is drawn by one attribute behind a fixed text here, with nothing after it.");
            }
        }

        return [(Always, new Key(salt.Trim(), null))];
    }

    private IReadOnlyList<LogicCase> Shares(LogicReader reader, SourceNode[] left, List<LogicShare> read, Key key)
    {
        if (left.Length == 0)
        {
            return Drawn(read, key);
        }

        if (left[0].Kind != SourceKind.List)
        {
            throw new NotCarriedException(left[0], "A part of a split is a list of a variant and a weight.");
        }

        if (left[0].Items.Count == 0)
        {
            return Nothing;
        }

        IReadOnlyList<LogicCase> weights = left[0].Items.Count > 1 ? reader.Cases(left[0].Items[1]) : Nothing;
        List<LogicCase> cases = [];
        foreach (var (when, term) in Variants(reader, left[0].Items[0]))
        {
            foreach (var (guard, weight) in weights)
            {
                LogicReader.Guard(cases, All([when, guard]), WeightOf(left[0], weight) is { } share
                    ? Shares(reader, left[1..], [.. read, new LogicShare(((ConstantTerm)term).Value, share)], key)
                    : Nothing);
            }
        }

        return cases;
    }

    /// <summary>An attribute as a variant is each of the variants that it can name.</summary>
    private List<LogicCase> Variants(LogicReader reader, SourceNode node)
    {
        List<LogicCase> cases = [];
        foreach (var (when, term) in reader.Cases(node))
        {
            IReadOnlyList<LogicCase> given = term switch
            {
                ConstantTerm { Value: not object?[] } => [new LogicCase(Always, term)],
                AttributeTerm attribute =>
                [
                    .. variants.Select(name => new LogicCase(FlagdTargeting.Names(attribute.Name, name), new ConstantTerm(name))),
                    new LogicCase(Not(Has(attribute.Name)), ConstantTerm.Null),
                    new LogicCase(Always, FlagdTargeting.NoVariant),
                ],
                _ => throw new NotCarriedException(node, "The variant of a part of a split is none."),
            };
            LogicReader.Guard(cases, when, given);
        }

        return cases;
    }

    /// <summary>Whole, none is 1, less than 0 is 0; null where flagd refuses it.</summary>
    private static long? WeightOf(SourceNode node, LogicTerm term) => term switch
    {
        ConstantTerm { Value: null } => 1,
        ConstantTerm { Value: double weight } => double.IsInteger(weight) && weight <= int.MaxValue ? (long)Math.Max(0, weight) : null,
        ConstantTerm => null,
        _ => throw new NotCarriedException(node, "A weight that differs by customer or time has no counterpart."),
    };

    private static IReadOnlyList<LogicCase> Drawn(List<LogicShare> shares, Key key)
    {
        var total = shares.Sum(share => share.Weight);
        if (total is 0 or > int.MaxValue)
        {
            return Nothing;
        }

        if (key.Unit is { } unit)
        {
            return [new LogicCase(Always, new SplitTerm(unit, key.Salt, shares))];
        }

        return [new LogicCase(Always, new ConstantTerm(shares[DrawnByAll(key.Salt, shares)].Value))];
    }

    /// <summary>Which part everybody gets where everybody has the same text hashed; the hash of an empty one is 0.</summary>
    private static int DrawnByAll(string text, List<LogicShare> shares) =>
        text.Length > 0 && Bucketing.TryGet("flagd", out var bucketing)
            ? bucketing.Variants("", [.. shares.Select(share => (decimal)share.Weight)]).Draw(text, TextHash.Of(text))
            : shares.FindIndex(share => share.Weight > 0);
}
