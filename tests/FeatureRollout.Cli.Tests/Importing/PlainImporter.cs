using System.Globalization;
using FeatureRollout.Cli.Importing;
using FeatureRollout.Cli.Importing.Sources;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Tests.Importing;

/// <summary>A tool that knows numbers of percent alone: <c>{"search": 25}</c>.</summary>
internal sealed class PlainImporter : IImporter
{
    public string Name => "plain";

    public string Tool => "Plain";

    public string Reads => "percentages by name";

    public void Read(SourceNode root, Import import)
    {
        if (root.Kind != SourceKind.Map)
        {
            throw new CliException(ExitCodes.Data, "This is no file of Plain: a map is wanted.");
        }

        foreach (var (name, value) in root.Members)
        {
            if (value.Kind == SourceKind.Number)
            {
                var key = import.KeyFor(value, name);
                import.Add(new FlagDefinition
                {
                    Key = key, Percentage = Percentage.FromPercent(decimal.Parse(value.Text, CultureInfo.InvariantCulture)), Salt = key == name ? null : name,
                    Include = import.CustomerAttribute is { } attribute ? Audience.Of(attribute) : null,
                    Requires = value.Text == "13" ? ["missing"] : null, VariantSalt = value.Text == "14" ? "x" : null, Bucketing = value.Text == "14" ? "nonsense" : null,
                });
            }
            else
            {
                import.Lose(value, $"\"{name}\" is no number\n of percent.");
            }
        }
    }
}
