using static FeatureRollout.Cli.Importing.ConditionText;

namespace FeatureRollout.Cli.Importing.From.Decided;

/// <summary>Whether there is somebody or something to draw by.</summary>
internal static class Known
{
    /// <summary>The customer has an id.</summary>
    public static string Customer { get; } = Attribute(EvaluationContext.CustomerIdName);

    /// <summary>The attribute is there and no empty text.</summary>
    public static string Attribute(string name) => All([Has(name), Compare(name, "!=", ConditionText.Text(""))]);
}
