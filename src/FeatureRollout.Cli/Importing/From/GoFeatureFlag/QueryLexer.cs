using System.Text.RegularExpressions;

namespace FeatureRollout.Cli.Importing.From.GoFeatureFlag;

/// <summary>Takes a query of https://github.com/nikunjy/rules into its parts.</summary>
internal static partial class QueryLexer
{
    /// <summary>The parts, ending with one of kind <see cref="QueryTokenKind.End"/>; null where some of it is no part at all.</summary>
    public static List<QueryToken>? Read(string query)
    {
        List<QueryToken> tokens = [];
        var at = 0;
        while (at < query.Length)
        {
            if (Part().Match(query, at) is not { Success: true } match)
            {
                return null;
            }

            at += match.Length;
            var group = match.Groups.Cast<Group>().Skip(1).FirstOrDefault(each => each.Success);
            if (group is not null)
            {
                tokens.Add(new QueryToken(Enum.Parse<QueryTokenKind>(group.Name), group.Value));
            }
        }

        tokens.Add(new QueryToken(QueryTokenKind.End, ""));
        return tokens;
    }

    [GeneratedRegex(
        """\G(\s+|"(?<Text>(\\.|[^"\\])*)"|(?<Version>-?[0-9]+\.[0-9]+\.[0-9]+)|(?<Fraction>-?[0-9]+\.[0-9]+([eE][+-]?[0-9]+)?)|(?<Whole>-?[0-9]+([eE][+-]?[0-9]+)?)|(?<Word>[A-Za-z][-_:0-9A-Za-z]*(\.[A-Za-z][-_:0-9A-Za-z]*)*)|(?<Sign>==|!=|>=|<=|[<>()\[\],]))""",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.Singleline,
        1000)]
    private static partial Regex Part();
}
