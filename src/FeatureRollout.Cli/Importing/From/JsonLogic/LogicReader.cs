using System.Globalization;
using FeatureRollout.Cli.Importing.Sources;
using static FeatureRollout.Cli.Importing.ConditionText;

namespace FeatureRollout.Cli.Importing.From.JsonLogic;

/// <summary>
/// Turns expressions of JsonLogic into conditions and into lists of cases, with the meaning that
/// https://github.com/diegoholiveira/jsonlogic gives them, the library of flagd and of GO Feature Flag.
/// </summary>
internal sealed class LogicReader(LogicScope scope)
{
    private const int MostLevels = 100;
    private const int MostCases = 500;

    /// <summary>Operations of JsonLogic that have no counterpart; every other unknown one fails there too.</summary>
    private static readonly string[] Uncarried =
    [
        "filter", "map", "reduce", "all", "set", "substr", "merge", "max", "min", "+", "-", "*", "/", "%", "abs", "contains_all", "contains_any", "contains_none",
    ];

    private int _level;

    /// <summary>What expressions refer to.</summary>
    public LogicScope Scope => scope;

    /// <summary>The condition under which an expression counts as true.</summary>
    /// <exception cref="NotCarriedException">A part of it has no counterpart.</exception>
    public string Truth(SourceNode node) => Operation(node) switch
    {
        ("and", var arguments) when arguments.Count > 0 => scope.All([.. arguments.Select(Truth)]),
        ("or", var arguments) => scope.Any([.. arguments.Select(Truth)]),
        ("!", var arguments) => arguments.Count == 0 ? Always : Not(Truth(arguments[0])),
        ("!!", var arguments) => arguments.Count == 0 ? Never : Truth(arguments[0]),
        _ => scope.Short(Decide(Cases(node), term => TruthOf(node, term))),
    };

    /// <summary>All that an expression can give, at least one case, the last for everybody.</summary>
    /// <exception cref="NotCarriedException">A part of it has no counterpart.</exception>
    public IReadOnlyList<LogicCase> Cases(SourceNode node)
    {
        if (_level == MostLevels)
        {
            throw new NotCarriedException(node, "It is nested too deeply, or refers to itself.");
        }

        _level++;
        try
        {
            var cases = Operation(node) is (var name, var arguments) ? CasesOf(node, name, arguments) : [new LogicCase(Always, Constant(node))];
            return cases.Count <= MostCases
                ? [.. cases.Select(each => each with { When = scope.Short(each.When) })]
                : throw new NotCarriedException(node, "It has too many branches.");
        }
        finally
        {
            _level--;
        }
    }

    /// <summary>An expression's operation with its arguments; null where it is a value.</summary>
    public static (string Name, IReadOnlyList<SourceNode> Arguments)? Operation(SourceNode node) =>
        node is { Kind: SourceKind.Map, Members: [var member] }
            ? (member.Name, member.Value.Kind == SourceKind.List ? member.Value.Items : [member.Value])
            : null;

    /// <summary>The expression that a reference stands for, else the expression itself.</summary>
    public SourceNode Resolve(SourceNode node)
    {
        for (var i = 0; i < MostLevels && Operation(node) is ("$ref", [{ Kind: SourceKind.Text } name]); i++)
        {
            node = scope.Shared(name.Text) ?? throw new NotCarriedException(node, $"There is no evaluator \"{name.Text}\".") { Fails = true };
        }

        return node;
    }

    /// <summary>The value of an expression that is the same for everybody.</summary>
    public bool TryConstant(SourceNode node, out object? value)
    {
        var cases = Cases(node);
        value = (cases[0].Term as ConstantTerm)?.Value;
        return cases is [{ Term: ConstantTerm }];
    }

    /// <summary>The condition under which what a list of cases gives meets a condition.</summary>
    public static string Decide(IReadOnlyList<LogicCase> cases, Func<LogicTerm, string> meets)
    {
        var decided = Never;
        for (var i = cases.Count - 1; i >= 0; i--)
        {
            var (when, met) = (cases[i].When, meets(cases[i].Term));
            decided = met == Always ? Any([when, decided]) : Any([All([when, met]), All([Not(when), decided])]);
        }

        return decided;
    }

    /// <summary>A truth value as cases.</summary>
    public static IReadOnlyList<LogicCase> Boolean(string condition) => condition switch
    {
        Always => [new LogicCase(Always, ConstantTerm.True)],
        Never => [new LogicCase(Always, ConstantTerm.False)],
        _ => [new LogicCase(condition, ConstantTerm.True), new LogicCase(Always, ConstantTerm.False)],
    };

    private IReadOnlyList<LogicCase> CasesOf(SourceNode node, string name, IReadOnlyList<SourceNode> arguments) => name switch
    {
        "var" => Variable(node, arguments),
        "if" or "?:" => Conditional(arguments),
        "and" or "or" => Junction(arguments, 0, stopsAt: name == "or"),
        "!" or "!!" => Boolean(Truth(node)),
        "==" or "!=" or "===" or "!==" or "<" or "<=" or ">" or ">=" => Boolean(LogicComparisons.Read(this, node, name, arguments)),
        "in" => Boolean(LogicMembership.In(this, node, arguments)),
        "some" or "none" => Boolean(LogicMembership.Some(this, node, arguments) is var some && name == "none" ? Not(some) : some),
        "missing" => Boolean(Any(Names(node, arguments).Select(IsMissing).ToArray())),
        "missing_some" => Boolean(MissingSome(node, arguments)),
        "cat" => [new LogicCase(Always, new ConstantTerm(Joined(node, arguments)))],
        "$ref" => Cases(Resolve(node)),
        _ when scope.Operations.TryGetValue(name, out var operation) => operation(this, node, arguments),
        _ when Uncarried.Contains(name, StringComparer.Ordinal) => throw new NotCarriedException(node, $"\"{name}\" has no counterpart."),
        _ => throw new NotCarriedException(node, $"\"{name}\" is no operation.") { Fails = true },
    };

    private ConstantTerm Constant(SourceNode node) => node.Kind switch
    {
        SourceKind.Null => ConstantTerm.Null,
        SourceKind.Boolean => node.Text == "true" ? ConstantTerm.True : ConstantTerm.False,
        SourceKind.Number => new ConstantTerm(double.Parse(node.Text, CultureInfo.InvariantCulture)),
        SourceKind.Text => new ConstantTerm(node.Text),
        SourceKind.List => new ConstantTerm(node.Items
            .Select(item => TryConstant(item, out var value) ? value : throw new NotCarriedException(item, "A list of values that differ by customer has no counterpart."))
            .ToArray()),
        _ when node.Members.Count == 0 => new ConstantTerm(Array.Empty<object?>()),
        _ => throw new NotCarriedException(node, "An object with several members is no expression."),
    };

    private IReadOnlyList<LogicCase> Variable(SourceNode node, IReadOnlyList<SourceNode> arguments)
    {
        if (arguments is not [{ Kind: SourceKind.Text or SourceKind.Number, Text: not "" } path, ..])
        {
            throw new NotCarriedException(node, "\"var\" names no attribute.");
        }

        var cases = scope.Variable(path, path.Text);
        if (arguments.Count != 2)
        {
            return cases;
        }

        List<LogicCase> all = [];
        foreach (var (when, term) in cases)
        {
            if (term is AttributeTerm attribute)
            {
                all.Add(new LogicCase(All([when, Has(attribute.Name)]), attribute));
            }
            else if (term is not ConstantTerm { Value: null })
            {
                all.Add(new LogicCase(when, term));
            }
        }

        return all is [.., { When: Always }] ? all : [.. all, .. Cases(arguments[1])];
    }

    private List<LogicCase> Conditional(IReadOnlyList<SourceNode> arguments)
    {
        List<LogicCase> cases = [];
        for (var i = 0; i + 1 < arguments.Count; i += 2)
        {
            Guard(cases, Truth(arguments[i]), Cases(arguments[i + 1]));
        }

        cases.AddRange(arguments.Count % 2 == 1 ? Cases(arguments[^1]) : [new LogicCase(Always, ConstantTerm.Null)]);
        return cases;
    }

    /// <summary>Adds cases that count under a condition only.</summary>
    public static void Guard(List<LogicCase> all, string condition, IEnumerable<LogicCase> cases)
    {
        foreach (var each in cases)
        {
            var when = All([condition, each.When]);
            if (when != Never)
            {
                all.Add(each with { When = when });
            }
        }
    }

    /// <summary>The first operand that counts as true or false, else the last.</summary>
    private IReadOnlyList<LogicCase> Junction(IReadOnlyList<SourceNode> operands, int at, bool stopsAt)
    {
        if (operands.Count == 0)
        {
            return [new LogicCase(Always, ConstantTerm.Null)];
        }

        var own = Cases(operands[at]);
        if (at == operands.Count - 1)
        {
            return own;
        }

        var others = Junction(operands, at + 1, stopsAt);
        List<LogicCase> cases = [];
        foreach (var (when, term) in own)
        {
            var truth = TruthOf(operands[at], term);
            Guard(cases, All([when, stopsAt ? truth : Not(truth)]), [new LogicCase(Always, term)]);
            Guard(cases, when, others);
        }

        return cases.Count <= MostCases ? cases : throw new NotCarriedException(operands[at], "It has too many branches.");
    }

    private static string TruthOf(SourceNode node, LogicTerm term) => term switch
    {
        ConstantTerm constant => LogicValues.IsTrue(constant.Value) ? Always : Never,
        AttributeTerm attribute => LogicAttributes.IsTrue(attribute.Name),
        SplitTerm split when Given(split) is [var first, .. var rest] && rest.All(truth => truth == first) => first ? Always : Never,
        _ => throw new NotCarriedException(node, "A split that decides between branches has no counterpart."),
    };

    private static bool[] Given(SplitTerm split) => [.. split.Shares.Where(share => share.Weight > 0).Select(share => LogicValues.IsTrue(share.Value))];

    private string IsMissing(SourceNode name) =>
        Decide(scope.Variable(name, name.Text), term => term is AttributeTerm attribute ? Not(Has(attribute.Name)) : term is ConstantTerm { Value: null } ? Always : Never);

    private static IEnumerable<SourceNode> Names(SourceNode node, IReadOnlyList<SourceNode> arguments) =>
        arguments.All(argument => argument.Kind is SourceKind.Text or SourceKind.Number)
            ? arguments
            : throw new NotCarriedException(node, "A list of names that is worked out has no counterpart.");

    private string MissingSome(SourceNode node, IReadOnlyList<SourceNode> arguments)
    {
        if (arguments is not [{ Kind: SourceKind.Number } needed, { Kind: SourceKind.List } list])
        {
            throw new NotCarriedException(node, "\"missing_some\" takes a number and a list of names.");
        }

        var missing = Names(node, list.Items).Select(IsMissing).ToArray();
        var least = double.Parse(needed.Text, CultureInfo.InvariantCulture);
        return least < 1 || missing.Length == 0 ? Never
            : least < 2 ? All(missing)
            : (int)least >= missing.Length ? (int)least > missing.Length ? Always : Any(missing)
            : throw new NotCarriedException(node, "Some of more than that many has no counterpart.");
    }

    private string Joined(SourceNode node, IReadOnlyList<SourceNode> arguments)
    {
        var parts = arguments
            .Select(argument => TryConstant(argument, out var value) ? LogicValues.ToText(value) : throw new NotCarriedException(node, "A text that is put together has no counterpart."))
            .ToArray();
        return parts is [var one] ? one : string.Concat(parts).Trim();
    }
}
