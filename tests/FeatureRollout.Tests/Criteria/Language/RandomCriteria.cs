using FeatureRollout.Criteria;
using FeatureRollout.Criteria.Language;

namespace FeatureRollout.Tests.Criteria.Language;

/// <summary>Criteria of any shape that the language allows.</summary>
internal sealed class RandomCriteria(int seed)
{
    private readonly Random _random = new(seed);

    public CriterionNode Next() => Node(guards: 3) with { For = _random.Next(3) == 0 ? Duration() : null };

    private CriterionNode Node(int guards)
    {
        while (true)
        {
            var node = new CriterionNode(
                Question(),
                _random.Next(3) switch { 0 => new CriterionWindow(Length: null), 1 => new CriterionWindow(Duration()), _ => null },
                For: null,
                guards > 0 && _random.Next(4) == 0 ? Node(guards - 1) : null);

            // What the parser refuses for its units or words is no criterion.
            if (node.Question is not ComparisonQuestion comparison || IsAllowed(comparison))
            {
                return node;
            }
        }
    }

    private static bool IsAllowed(ComparisonQuestion comparison)
    {
        try
        {
            UnitRules.Check(comparison, _ => 0);
            return true;
        }
        catch (CriterionSyntaxException)
        {
            return false;
        }
    }

    private CriterionQuestion Question() => _random.Next(12) == 0
        ? new AllTargetsQuestion()
        : new ComparisonQuestion(Expression(3), (CriterionSign)_random.Next(6), Expression(3));

    private CriterionExpression Expression(int depth) => _random.Next(depth > 0 ? 9 : 5) switch
    {
        0 => Number(),
        1 => new WordExpression((CriterionWord)_random.Next(6)),
        2 => _random.Next(3) == 0 ? new IncidentExpression(_random.Next(2) == 0, OneOf("P1", "p2", "security")) : Reading(),
        3 => _random.Next(3) == 0 ? new TrailingExpression(Duration()) : Reading(),
        4 => Reading(),
        5 => new NegationExpression(Expression(depth - 1)),
        _ => new ArithmeticExpression((ArithmeticOperator)_random.Next(4), Expression(depth - 1), Expression(depth - 1)),
    };

    private ReadingExpression Reading()
    {
        while (true)
        {
            var function = (ReadingFunction)_random.Next(11);
            var reading = new ReadingExpression(
                function, OneOf("error_rate", "success_rate", "requests", "errors", "latency", "queue_lag", "omniops.ml_api.cost", "Nps2", "_x"))
            {
                Percentile = function == ReadingFunction.Percentile ? OneOf(50m, 95m, 99m, 99.9m, 5m) : 0,
                Where = function == ReadingFunction.Count && _random.Next(2) == 0 ? new CountFilter((CriterionSign)_random.Next(6), Number()) : null,
                Horizon = function == ReadingFunction.Projected && _random.Next(2) == 0 ? Duration() : null,
            };
            if (OwnMetrics.WhyNot(reading) is null
                && (reading is not { Metric: OwnMetrics.Latency, Where: { } where } || CriterionUnits.IsTime(where.Limit.Unit)))
            {
                return reading;
            }
        }
    }

    private NumberExpression Number() => new(
        OneOf(0m, 1m, 2m, 0.5m, 1.20m, 100m, 123456789.000001m, _random.Next()), (CriterionUnit)_random.Next(8));

    private NumberExpression Duration() => new(OneOf(1m, 5m, 1.5m, 48m), (CriterionUnit)_random.Next(3, 8) switch
    {
        CriterionUnit.Milliseconds => CriterionUnit.Seconds,
        var unit => unit,
    });

    private T OneOf<T>(params T[] choices) => choices[_random.Next(choices.Length)];
}
