namespace FeatureRollout.Criteria.Language;

/// <summary>Reads one side of a comparison by recursive descent: sum, product, sign, part. Remembers where each part began.</summary>
internal sealed class ExpressionParser(CriterionTokens tokens)
{
    private readonly Dictionary<CriterionExpression, int> _starts = new(ReferenceEqualityComparer.Instance);

    /// <summary>Where an expression that this parser gave begins.</summary>
    public int StartOf(CriterionExpression expression) => _starts[expression];

    /// <summary>Reads a sum.</summary>
    public CriterionExpression Parse()
    {
        var start = tokens.Current.Start;
        var left = ParseProduct();
        while (tokens.Current.Kind is CriterionTokenKind.Plus or CriterionTokenKind.Minus)
        {
            tokens.CountOperator();
            var operation = tokens.Take().Kind == CriterionTokenKind.Plus ? ArithmeticOperator.Add : ArithmeticOperator.Subtract;
            left = At(start, new ArithmeticExpression(operation, left, ParseProduct()));
        }

        return left;
    }

    private CriterionExpression ParseProduct()
    {
        var start = tokens.Current.Start;
        var left = ParseSigned();
        while (tokens.Current.Kind is CriterionTokenKind.Times or CriterionTokenKind.Divide)
        {
            tokens.CountOperator();
            var operation = tokens.Take().Kind == CriterionTokenKind.Times ? ArithmeticOperator.Multiply : ArithmeticOperator.Divide;
            left = At(start, new ArithmeticExpression(operation, left, ParseSigned()));
        }

        return left;
    }

    private CriterionExpression ParseSigned()
    {
        var start = tokens.Current.Start;
        if (tokens.Current.Kind != CriterionTokenKind.Minus)
        {
            return ParsePart();
        }

        tokens.CountOperator();
        tokens.Take();
        return At(start, new NegationExpression(ParseSigned()));
    }

    private CriterionExpression ParsePart()
    {
        var token = tokens.Current;
        switch (token.Kind)
        {
            case CriterionTokenKind.Number:
                return ParseNumberOrProduct();
            case CriterionTokenKind.OpenParenthesis:
                tokens.Enter();
                tokens.Take();
                var inner = Parse();
                tokens.Take(CriterionTokenKind.CloseParenthesis, "')' or an operator");
                tokens.Leave();
                return inner;
            case CriterionTokenKind.Name:
                return ParseName();
            default:
                throw tokens.Error("Expected a metric, a number or a word such as 'target'");
        }
    }

    /// <summary>A number; with a name behind it, their product: <c>1.5x target</c>.</summary>
    private CriterionExpression ParseNumberOrProduct()
    {
        var start = tokens.Current.Start;
        var number = ParseNumber();
        if (tokens.Current.Kind != CriterionTokenKind.Name || CriterionWords.Clauses.Any(tokens.Current.IsWord))
        {
            return number;
        }

        tokens.CountOperator();
        return At(start, new ArithmeticExpression(ArithmeticOperator.Multiply, number, ParseName()));
    }

    /// <summary>A number with the unit behind it.</summary>
    public NumberExpression ParseNumber()
    {
        var number = tokens.Take(CriterionTokenKind.Number, "a number");
        var next = tokens.Current;
        var unit = next.Kind switch
        {
            CriterionTokenKind.Percent => CriterionUnit.Percent,
            CriterionTokenKind.Name => CriterionUnits.Find(next.Text),
            _ => null,
        };
        if (unit is not null)
        {
            tokens.Take();
            return At(number.Start, new NumberExpression(number.Number, unit.Value));
        }

        return next.Kind != CriterionTokenKind.Name || next.Start > number.End
            ? At(number.Start, new NumberExpression(number.Number, CriterionUnit.None))
            : throw tokens.Error(
                "Expected a unit", CriterionUnits.Names, "The units are %, ms, s, m, h, d and x; a metric stands after a space or '*'.");
    }

    /// <summary>A time of more than nothing and at most ten years.</summary>
    public NumberExpression ParseDuration(string after)
    {
        var start = tokens.Current;
        if (start.Kind != CriterionTokenKind.Number)
        {
            throw tokens.Error($"Expected a duration such as 15m, 48h or 7d after '{after}'");
        }

        var duration = ParseNumber();
        return CriterionUnits.IsTime(duration.Unit) && duration.Value is >= 0.001 and <= 3_660 * 86_400.0
            ? duration
            : throw CriterionTokens.ErrorAt(
                start, $"Expected a duration of 1ms to 3660d after '{after}'", hint: "A duration is written with its unit, such as 15m, 48h or 7d.");
    }

    private CriterionExpression ParseName()
    {
        var name = tokens.Take();
        if (tokens.Current.Kind == CriterionTokenKind.OpenParenthesis)
        {
            return At(name.Start, ParseCall(name));
        }

        if (CriterionWords.FindWord(name.Text) is { } word)
        {
            return At(name.Start, new WordExpression(word));
        }

        if (!CriterionWords.IsReserved(name.Text))
        {
            return Checked(name, new ReadingExpression(ReadingFunction.None, name.Text));
        }

        var hint = CriterionUnits.Find(name.Text) is not null
            ? "A unit stands behind a number."
            : CriterionWords.IsPercentile(name.Text) || CriterionWords.FindFunction(name.Text, out _) is not null
                ? $"Say of what: {name.Text}(latency)."
                : "";
        throw CriterionTokens.ErrorAt(name, "Expected a metric, a number or a word such as 'target'", hint: hint);
    }

    private CriterionExpression ParseCall(in CriterionToken name)
    {
        tokens.Take();
        CriterionExpression call;
        switch (name.Text)
        {
            case CriterionWords.Trailing:
                call = new TrailingExpression(ParseDuration(CriterionWords.Trailing + "("));
                break;
            case CriterionWords.Open or CriterionWords.Reported:
                var severity = tokens.Take(CriterionTokenKind.Name, $"a severity such as P1 after '{name.Text}('");
                call = new IncidentExpression(name.IsWord(CriterionWords.Open), severity.Text);
                break;
            case CriterionWords.All:
                throw CriterionTokens.ErrorAt(name, "Expected a metric", hint: "all(targets) stands alone, without a comparison.");
            default:
                call = ParseReading(name);
                break;
        }

        tokens.Take(CriterionTokenKind.CloseParenthesis, $"')' after {name.Text}(…");
        return call;
    }

    private ReadingExpression ParseReading(CriterionToken name)
    {
        if (CriterionWords.FindFunction(name.Text, out var percentile) is not { } function)
        {
            throw CriterionTokens.ErrorAt(
                name,
                "Expected a function before '('",
                CriterionWords.Calls,
                CriterionWords.IsPercentile(name.Text)
                    ? "A percentile is between p0.1 and p99.9."
                    : "The functions are p50 to p99, avg, min, max, sum, rate, count, last, slope, projected, average, open and reported.");
        }

        var metric = tokens.Current;
        if (metric.Kind != CriterionTokenKind.Name || CriterionWords.IsReserved(metric.Text))
        {
            throw tokens.Error(
                $"Expected a metric after '{name.Text}('",
                hint: metric.Kind == CriterionTokenKind.Name ? $"'{metric.Text}' is a word of the language." : "");
        }

        tokens.Take();
        var reading = new ReadingExpression(function, metric.Text) { Percentile = percentile };
        if (function == ReadingFunction.Count && tokens.Current.Kind == CriterionTokenKind.Sign)
        {
            var sign = tokens.Take().Sign;
            reading = reading with { Where = new CountFilter(sign, ParseNumber()) };
        }
        else if (function == ReadingFunction.Projected && tokens.Current.Kind == CriterionTokenKind.Comma)
        {
            tokens.Take();
            reading = reading with { Horizon = ParseDuration("projected(" + metric.Text + ",") };
        }

        return Checked(name, reading);
    }

    private ReadingExpression Checked(in CriterionToken name, ReadingExpression reading)
    {
        if (OwnMetrics.WhyNot(reading) is { } reason)
        {
            throw new CriterionSyntaxException(name.Start, CriterionMessage.At($"Position {name.Start}: {reason}"));
        }

        return reading is { Metric: OwnMetrics.Latency, Where.Limit: { Unit: var unit, Number: var number } }
            && !CriterionUnits.IsTime(unit) && number != 0
            ? throw new CriterionSyntaxException(
                name.Start, CriterionMessage.At($"Position {name.Start}: a latency is a time: write count(latency > {number}ms) or count(latency > {number}s)."))
            : At(name.Start, reading);
    }

    private T At<T>(int start, T expression)
        where T : CriterionExpression
    {
        _starts[expression] = start;
        return expression;
    }
}
