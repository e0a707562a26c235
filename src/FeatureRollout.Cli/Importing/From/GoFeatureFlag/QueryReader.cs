using FeatureRollout.Cli.Importing.From.JsonLogic;
using FeatureRollout.Cli.Importing.Sources;
using static FeatureRollout.Cli.Importing.ConditionText;

namespace FeatureRollout.Cli.Importing.From.GoFeatureFlag;

/// <summary>
/// Turns a query of https://github.com/nikunjy/rules into a condition. <c>and</c> and <c>or</c> bind alike there, from left to right; a
/// comparison with an attribute that is missing or of another kind is false, also <c>ne</c>.
/// </summary>
/// <param name="at">Where the query stands.</param>
/// <param name="tokens">Its parts.</param>
/// <param name="scope">What an attribute gives.</param>
internal sealed class QueryReader(SourceNode at, List<QueryToken> tokens, LogicScope scope)
{
    private const int MostLevels = 50;

    private int _next;
    private int _level;

    private QueryToken Next => tokens[_next];

    /// <exception cref="NotCarriedException">It is no query, or has a part without counterpart.</exception>
    public static string Read(SourceNode at, string query, LogicScope scope)
    {
        var tokens = QueryLexer.Read(query) ?? throw new NotCarriedException(at, "This is no query.");
        var reader = new QueryReader(at, tokens, scope);
        var condition = reader.ReadAll();
        return reader.Next.Kind == QueryTokenKind.End ? condition : throw reader.Unexpected();
    }

    private string ReadAll()
    {
        if (++_level > MostLevels)
        {
            throw new NotCarriedException(at, "The query is nested too deeply.");
        }

        var joint = "and";
        List<string> parts = [ReadOne()];
        while (Next is { Kind: QueryTokenKind.Word, Text: "and" or "or" } word)
        {
            if (word.Text != joint)
            {
                (joint, parts) = (word.Text, [Joined()]);
            }

            _next++;
            parts.Add(ReadOne());
        }

        _level--;
        return Joined();

        string Joined() => joint == "and" ? scope.All(parts) : scope.Any(parts);
    }

    private string ReadOne()
    {
        var negated = Next is { Kind: QueryTokenKind.Word, Text: "not" or "NOT" } && tokens[_next + 1].Text == "(";
        if (negated)
        {
            _next++;
        }

        if (Next is { Kind: QueryTokenKind.Sign, Text: "(" })
        {
            _next++;
            var inner = ReadAll();
            Expect(")");
            return negated ? Not(inner) : inner;
        }

        if (Next.Kind != QueryTokenKind.Word)
        {
            throw Unexpected();
        }

        var name = tokens[_next++].Text;
        var operation = tokens[_next++].Text;
        if (operation is "pr")
        {
            return LogicReader.Decide(scope.Variable(at, name), term => term is AttributeTerm attribute ? Has(attribute.Name) : term is ConstantTerm { Value: not null } ? Always : Never);
        }

        if (QueryComparison.Sign(operation) is not { } sign)
        {
            throw new NotCarriedException(at, "This is no query.");
        }

        var literals = ReadLiterals();
        return LogicReader.Decide(scope.Variable(at, name), term => term switch
        {
            AttributeTerm attribute => scope.OneOf(literals, some => QueryComparison.Compare(at, attribute.Name, sign, some)),
            ConstantTerm { Value: bool truth } when literals is [{ Kind: QueryTokenKind.Word, Text: "true" or "false" } literal] => (literal.Text == "true") == truth == (sign == "==") ? Always : Never,
            _ => Never,
        });
    }

    private List<QueryToken> ReadLiterals()
    {
        if (Next is not { Kind: QueryTokenKind.Sign, Text: "[" })
        {
            return [ReadLiteral()];
        }

        List<QueryToken> literals = [];
        do
        {
            _next++;
            literals.Add(ReadLiteral());
        }
        while (Next.Text == "," && Next.Kind == QueryTokenKind.Sign);
        Expect("]");
        return literals.All(literal => literal.Kind == literals[0].Kind) ? literals : throw new NotCarriedException(at, "A list in a query has values of one kind.");
    }

    private QueryToken ReadLiteral() => Next.Kind is not (QueryTokenKind.Sign or QueryTokenKind.End) ? tokens[_next++] : throw Unexpected();

    private void Expect(string sign)
    {
        if (Next is not { Kind: QueryTokenKind.Sign } || Next.Text != sign)
        {
            throw Unexpected();
        }

        _next++;
    }

    private NotCarriedException Unexpected() =>
        new(at, Next.Kind == QueryTokenKind.End ? "The query ends too early." : $"\"{Next.Text}\" is out of place in the query.");
}
