using FeatureRollout.Cli.Importing.Sources;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Cli.Importing.From.LaunchDarkly;

/// <summary>Reads LaunchDarkly's flag JSON.</summary>
internal sealed class LaunchDarklyImporter : IImporter
{
    /// <summary>The name of the tool's way to draw.</summary>
    public const string Bucketing = "launchdarkly";

    public string Name => "launchdarkly";

    public string Tool => "LaunchDarkly";

    public string Reads => "flag JSON as the server SDKs' file data source takes it: flags, flagValues, segments";

    public void Read(SourceNode root, Import import)
    {
        if (root["flags"] is null && root["flagValues"] is null && root["segments"] is null)
        {
            var found = string.Join(", ", root.Members.Take(5).Select(member => $"\"{Plain.Text(member.Name)}\""));
            throw new CliException(
                ExitCodes.Data,
                $"This is no flag JSON of LaunchDarkly's SDKs, which has \"flags\", \"flagValues\" or \"segments\"; it has {(found.Length > 0 ? found : "nothing")}.");
        }

        import.LoseOthers(root.Members, ["flags", "flagValues", "segments"]);
        var flags = Flags(root, import);
        var values = Values(root, flags, import);
        import.Expect(flags.Keys.Concat(values.Keys));
        var attributes = new ContextAttributes(import);
        var segments = new SegmentCarrier(root["segments"], import, attributes);
        var carrier = new FlagCarrier(import, attributes, segments, new PrerequisiteReader(import, flags));
        foreach (var (original, flag) in flags)
        {
            import.Add(carrier.Carry(flag, original, import.KeyFor(flag, original)));
        }

        foreach (var (original, value) in values)
        {
            import.Add(FlagCarrier.CarryValue(value, import.KeyFor(value, original)));
        }

        segments.ReadAll();
    }

    private static Dictionary<string, SourceNode> Flags(SourceNode root, Import import)
    {
        var flags = new Dictionary<string, SourceNode>(StringComparer.Ordinal);
        foreach (var (name, flag) in root["flags"]?.Members ?? [])
        {
            if (flag.Kind != SourceKind.Map)
            {
                import.Lose(flag, "this is no flag; it is not carried.");
            }
            else if (flag.IsTrue("deleted"))
            {
                import.Tell(flag, "the flag is deleted, and not carried.");
            }
            else
            {
                flags.Add(name, flag);
            }
        }

        return flags;
    }

    private static Dictionary<string, SourceNode> Values(SourceNode root, Dictionary<string, SourceNode> flags, Import import)
    {
        var values = new Dictionary<string, SourceNode>(StringComparer.Ordinal);
        foreach (var (name, value) in root["flagValues"]?.Members ?? [])
        {
            if (flags.ContainsKey(name))
            {
                import.Lose(value, "the same flag stands in \"flags\", which is an error there; this value is not carried.");
            }
            else if (value.Kind == SourceKind.Null)
            {
                import.Tell(value, "a flag whose value is null gives code what it falls back to, and so does one that is not there.");
            }
            else
            {
                values.Add(name, value);
            }
        }

        return values;
    }
}
