using System.Globalization;
using FeatureRollout.Flags.Conditions;

namespace FeatureRollout.Tests.Flags.Conditions;

/// <summary>
/// Random conditions and contexts over one small stock of names and values, so that comparisons often hold and
/// often meet a value of another kind.
/// </summary>
internal sealed class RandomConditions(Random random)
{
    public static readonly string[] Names = ["plan", "a.b_9", "customerId", "date", "in", "with space", "`\\'\"", "naïve", "segment"];

    public static readonly string[] Segments = ["beta", "it's \"new\"", "big\\list"];

    private static readonly string[] Texts =
    [
        "", "pro", "Pro", "enterprise", "prod", "o", "40", "-2.5", "4e1", "0", "-0", " 40", "1e999", "true", "it's", "a\"b`c\\d", "line\nbreak", "\uD800",
        "2026-01-01", "2026-01-01T00:00:00Z", "2026-01-01T02:00+02:00", "2026-02-30", "2025-12-31T23:59:59.9999999Z",
        "1.2.0", "1.2.0-alpha", "1.2.0-alpha.1", "1.2.0+build", "1.10.0", "v1.2.0", "01.2.0",
    ];

    private static readonly string[] Patterns = ["^pro", "o$", "^[0-9.]+$", "(?i)PRO", "^(.)\\1", "(?=.*-)1", "", "\\n"];

    private static readonly double[] Numbers = [0, -0.0, 40, -2.5, 1e300, 5e-324, 0.1, 2026, double.MaxValue];

    private static readonly string[] Moments =
        ["2026-01-01", "2025-12-31T23:59:59.9999999Z", "0001-01-02", "9999-12-30", "2026-06-15T12:34:56.789+05:30"];

    private static readonly string[] Versions = ["1.2.0", "1.2.0-alpha", "1.2.0-alpha.1", "1.2.0-rc+b.01", "1.10.0", "99999999999999999999.0.0"];

    public ConditionNode Node(int depth) => depth == 0 ? Question() : random.Next(5) switch
    {
        0 => new NotNode(Node(depth - 1)),
        1 => new LogicalNode(LogicalOperator.And, Nodes(depth - 1)),
        2 => new LogicalNode(LogicalOperator.Or, Nodes(depth - 1)),
        _ => Question(),
    };

    public EvaluationContext Context()
    {
        var context = EvaluationContext.For(random.Next(4) == 0 ? null : Pick(Texts));
        foreach (var name in Names)
        {
            if (name == "customerId" || random.Next(4) == 0)
            {
                continue;
            }

            context = random.Next(6) switch
            {
                0 or 1 => context.With(name, Pick(Texts)),
                2 => context.With(name, random.Next(5) == 0 ? Pick([double.NaN, double.PositiveInfinity, double.NegativeInfinity]) : Pick(Numbers)),
                3 => context.With(name, random.Next(2) == 0),
                4 => context.With(name, DateTimeOffset.Parse(Pick(Moments), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)),
                _ => context.With(name, Enumerable.Range(0, random.Next(4)).Select(_ => Pick(Texts))),
            };
        }

        return context;
    }

    private ConditionNode[] Nodes(int depth) =>
        [.. Enumerable.Range(0, random.Next(2, 5)).Select(_ => Node(random.Next(depth + 1)))];

    private ConditionNode Question() => random.Next(8) switch
    {
        0 or 1 => Comparison(),
        2 => new MembershipNode(Pick(Names), random.Next(2) == 0, [.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => Value())]),
        3 or 4 => new TextPartNode(Pick(Names), Pick(Enum.GetValues<TextPartOperator>()), Pick(Texts)),
        5 => new MatchNode(Pick(Names), Pick(Patterns)),
        6 => new HasNode(Pick(Names)),
        _ => new SegmentNode(Pick(Segments)),
    };

    private ComparisonNode Comparison()
    {
        var value = Value();
        return new ComparisonNode(
            Pick(Names),
            value is TextLiteral or BooleanLiteral
                ? Pick([ComparisonOperator.Equal, ComparisonOperator.NotEqual])
                : Pick(Enum.GetValues<ComparisonOperator>()),
            value);
    }

    private ConditionLiteral Value()
    {
        switch (random.Next(5))
        {
            case 0:
                return new NumberLiteral(Pick(Numbers));
            case 1:
                return new BooleanLiteral(random.Next(2) == 0);
            case 2:
                Assert.True(IsoMoment.TryRead(Pick(Moments), out var utcTicks));
                return new DateLiteral(utcTicks);
            case 3:
                Assert.True(SemanticVersion.TryParse(Pick(Versions), out var version));
                return new VersionLiteral(version);
            default:
                return new TextLiteral(Pick(Texts));
        }
    }

    private T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
