using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From.Unleash;

/// <summary>What the fields of Unleash's context are called here.</summary>
internal sealed class UnleashFields(Import import)
{
    private const string CustomerId = "customerId";

    /// <summary>The attributes that stand for a customer whom nothing else is said to stand for, in order.</summary>
    public IReadOnlyList<string> Default(SourceNode at) => [Of(at, "userId"), Of(at, "sessionId")];

    /// <summary>The attribute of a field.</summary>
    public string Of(SourceNode at, string field)
    {
        if (field == (import.CustomerAttribute ?? "userId"))
        {
            return CustomerId;
        }

        if (field != CustomerId)
        {
            return field;
        }

        import.TellOnce(at, "\"customerId\" is always the customer's own id here, so the field of that name is the attribute \"properties.customerId\"; code gives it so.");
        return "properties.customerId";
    }
}
