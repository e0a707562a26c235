using System.Globalization;
using System.Text;
using FeatureRollout.Flags.Conditions;

namespace FeatureRollout.Tests.Flags.Conditions;

/// <summary>Writes a condition as some person might: either spelling of every operator, either quote, any spaces.</summary>
internal sealed class ConditionPrinter(Random random)
{
    public string Print(ConditionNode node) => Space() + Whole(node) + Space();

    private string Whole(ConditionNode node) => node switch
    {
        LogicalNode logical => Chain(logical),
        NotNode not => Either("!", "not ") + Space() + Operand(not.Operand),
        ComparisonNode c => Name(c.Attribute) + Space() + Sign(c.Operator) + Space() + Value(c.Value),
        MembershipNode m => $"{Name(m.Attribute)} {(m.Negated ? "not  in" : "in")}{Space()}[{Space()}{string.Join(Space() + "," + Space(), m.Values.Select(Value))}{Space()}]",
        TextPartNode part => $"{Name(part.Attribute)} {Word(part.Operator)}{Space()}{Quoted(part.Part)}",
        MatchNode match => $"{Name(match.Attribute)} matches{Space()}{Quoted(match.Pattern)}",
        HasNode has => $"has{Space()}({Space()}{Name(has.Attribute)}{Space()})",
        SegmentNode segment => $"segment{Space()}({Space()}{Quoted(segment.Name)}{Space()})",
        _ => throw new NotSupportedException(node.GetType().Name),
    };

    private string Chain(LogicalNode logical)
    {
        var (sign, word) = logical.Operator == LogicalOperator.And ? ("&&", " and ") : ("||", " or ");
        var text = new StringBuilder();
        foreach (var operand in logical.Operands)
        {
            text.Append(text.Length == 0 ? "" : Space() + Either(sign, word) + Space());
            var binds = operand is not LogicalNode inner
                || (inner.Operator == LogicalOperator.And && logical.Operator == LogicalOperator.Or);
            text.Append(binds && random.Next(4) > 0 ? Whole(operand) : $"({Space()}{Whole(operand)}{Space()})");
        }

        return text.ToString();
    }

    private string Operand(ConditionNode node) =>
        node is LogicalNode || random.Next(3) == 0 ? $"({Whole(node)})" : Whole(node);

    private string Name(string name)
    {
        string[] reserved = ["and", "or", "not", "in", "contains", "startsWith", "endsWith", "matches", "true", "false"];
        var plain = name.Length > 0
            && (char.IsAsciiLetter(name[0]) || name[0] == '_')
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.')
            && !reserved.Contains(name);
        return plain && random.Next(4) > 0 ? name : "`" + Escaped(name, '`') + "`";
    }

    private string Value(ConditionLiteral value) => value switch
    {
        TextLiteral text => Quoted(text.Value),
        NumberLiteral number => number.Value.ToString("R", CultureInfo.InvariantCulture),
        BooleanLiteral boolean => boolean.Value ? "true" : "false",
        DateLiteral date => $"date{Space()}({Space()}'{Moment(date.UtcTicks)}'{Space()})",
        VersionLiteral version => $"semver({Space()}{Quoted(version.Value.ToString())}{Space()})",
        _ => throw new NotSupportedException(value.GetType().Name),
    };

    private string Moment(long utcTicks)
    {
        var time = new DateTime(utcTicks, DateTimeKind.Utc);
        return time.TimeOfDay == TimeSpan.Zero && random.Next(2) == 0
            ? time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : new DateTimeOffset(time).ToOffset(TimeSpan.FromMinutes(random.Next(-840, 841)))
                .ToString("yyyy-MM-dd'T'HH:mm:ss.fffffffzzz", CultureInfo.InvariantCulture);
    }

    private string Quoted(string text)
    {
        var quote = random.Next(2) == 0 ? '\'' : '"';
        return quote + Escaped(text, quote) + quote;
    }

    private string Escaped(string text, char quote)
    {
        var escaped = new StringBuilder();
        foreach (var character in text)
        {
            escaped.Append(character switch
            {
                '\\' => "\\\\",
                '\n' => "\\n",
                _ when character == quote => "\\" + quote,
                _ when random.Next(20) == 0 => $"\\u{(int)character:x4}",
                _ => character.ToString(),
            });
        }

        return escaped.ToString();
    }

    private string Space() => random.Next(8) switch { < 4 => "", < 6 => " ", 6 => "\n", _ => "\t  " };

    private string Either(string one, string other) => random.Next(2) == 0 ? one : other;

    private static string Sign(ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.Equal => "==",
        ComparisonOperator.NotEqual => "!=",
        ComparisonOperator.Less => "<",
        ComparisonOperator.LessOrEqual => "<=",
        ComparisonOperator.Greater => ">",
        _ => ">=",
    };

    private static string Word(TextPartOperator part) => part switch
    {
        TextPartOperator.Contains => "contains",
        TextPartOperator.StartsWith => "startsWith",
        _ => "endsWith",
    };
}
