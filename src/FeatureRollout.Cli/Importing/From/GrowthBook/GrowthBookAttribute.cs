using FeatureRollout.Cli.Importing.Sources;
using static FeatureRollout.Cli.Importing.ConditionText;

namespace FeatureRollout.Cli.Importing.From.GrowthBook;

/// <summary>What a condition asks of one attribute.</summary>
/// <param name="import">Takes the notes.</param>
/// <param name="name">The attribute here.</param>
/// <param name="groupOf">See <see cref="GrowthBookCondition"/>.</param>
internal sealed class GrowthBookAttribute(Import import, string name, Func<SourceNode, string, GrowthBookAttribute, string?> groupOf)
{
    private readonly JavaScriptValue _value = new(name);

    public string Name => name;

    public JavaScriptValue Value => _value;

    /// <summary>The attribute meets a plain value or operators.</summary>
    /// <returns>Null where it cannot be carried, which is noted.</returns>
    public string? Meets(SourceNode expected) => expected.Kind switch
    {
        SourceKind.Text => _value.LooselyEquals(expected.Text),
        SourceKind.Number => _value.LooselyEquals(SourceJson.NumberOf(expected)!.Value),
        SourceKind.Boolean => _value.IsTruthy(expected.Text == "true"),
        SourceKind.Null => Not(Has(name)),
        SourceKind.Map when IsOperators(expected) => GrowthBookCondition.Every(expected.Members.Select(member => Operator(member.Name, member.Value, expected))),
        _ => Lose(expected, "An attribute as a whole list or object"),
    };

    private static bool IsOperators(SourceNode map) => map.Members.Count > 0 && map.Members.All(member => member.Name.StartsWith('$'));

    private string? Operator(string sign, SourceNode expected, SourceNode at)
    {
        switch (sign)
        {
            case "$eq":
                return _value.IsOneOf([expected], listsToo: false);
            case "$ne":
                return Not(_value.IsOneOf([expected], listsToo: false));
            case "$in":
                return expected.Kind == SourceKind.List ? _value.IsOneOf(expected.Items, listsToo: true) : Never;
            case "$nin":
                return expected.Kind == SourceKind.List ? Not(_value.IsOneOf(expected.Items, listsToo: true)) : Never;
            case "$ini":
                return expected.Kind == SourceKind.List ? InWithoutCase(expected) : Never;
            case "$nini":
                return expected.Kind == SourceKind.List ? Not(InWithoutCase(expected)) : Never;
            case "$inGroup":
                return groupOf(expected, expected.Text, this);
            case "$notInGroup":
                return GrowthBookCondition.Negate(groupOf(expected, expected.Text, this));
            case "$lt":
            case "$lte":
            case "$gt":
            case "$gte":
                return _value.Compares(sign, expected) ?? Lose(at, $"{sign} with a value that is neither a number nor a text of at most {JavaScriptValue.LongestOrdered} characters");
            case "$exists":
                return IsTruthy(expected) ? Has(name) : Not(Has(name));
            case "$not":
                return GrowthBookCondition.Negate(Meets(expected));
            case "$regex":
            case "$regexi":
                return expected.Kind != SourceKind.Text ? Never
                    : _value.Matches(expected.Text, withoutCase: sign == "$regexi") ?? Lose(expected, "A regular expression that .NET does not take");
            case "$type":
                return _value.IsOfType(expected.Text) ?? Lose(expected, $"The type \"{expected.Text}\"");
            case "$elemMatch":
                return ElementMatches(expected) ?? Lose(at, "$elemMatch with anything but $eq and $in of texts");
            case "$all":
                return expected.Kind != SourceKind.List ? Never
                    : expected.Items.All(item => item.Kind == SourceKind.Text) ? _value.ContainsAll(expected.Items.Select(item => item.Text)) : Lose(at, "$all with anything but texts");
            case "$veq" or "$vne" or "$vgt" or "$vgte" or "$vlt" or "$vlte":
                return Version(sign, expected);
            case "$alli" or "$size":
                return Lose(at, sign);
            default:
                import.Tell(at, $"\"{sign}\" is no operator; where it stands, nothing is ever met.");
                return Never;
        }
    }

    private string? Version(string sign, SourceNode expected)
    {
        if (VersionOrder.Compare(name, sign, expected.Kind is SourceKind.Text or SourceKind.Number ? expected.Text : "0") is not { } condition)
        {
            return Lose(expected, "A version that is not of one to three numbers");
        }

        import.Tell(expected, $"Customers' \"{name}\" counts as a version only with three numbers and without a \"v\" before them.");
        return condition;
    }

    private string InWithoutCase(SourceNode list)
    {
        if (list.Items.Any(item => item.Kind == SourceKind.Text))
        {
            import.Tell(list, $"Without regard to case \"{name}\" is compared where it is a text; a list is compared by case.");
        }

        return Any([_value.EqualsWithoutCase(list.Items.Where(item => item.Kind == SourceKind.Text).Select(item => item.Text)), _value.IsOneOf(list.Items, listsToo: true)]);
    }

    private string? ElementMatches(SourceNode expected)
    {
        if (expected is not { Kind: SourceKind.Map, Members: [var only] })
        {
            return null;
        }

        var texts = only.Name switch
        {
            "$eq" when only.Value.Kind == SourceKind.Text => [only.Value],
            "$in" when only.Value.Items.All(item => item.Kind == SourceKind.Text) => only.Value.Items,
            _ => null,
        };
        return texts is null ? null : _value.ContainsAny(texts.Select(text => text.Text).Where(text => text.Length > 0));
    }

    private static bool IsTruthy(SourceNode node) => node.Kind switch
    {
        SourceKind.Null => false,
        SourceKind.Boolean => node.Text == "true",
        SourceKind.Number => SourceJson.NumberOf(node) != 0,
        SourceKind.Text => node.Text.Length > 0,
        _ => true,
    };

    private string? Lose(SourceNode at, string what)
    {
        import.Lose(at, $"{what} is not carried; the rule counts as not met.");
        return null;
    }
}
