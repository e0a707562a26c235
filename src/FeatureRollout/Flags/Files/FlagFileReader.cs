using System.Text.Json;
using FeatureRollout.Flags.Files.Plans;

namespace FeatureRollout.Flags.Files;

/// <summary>
/// Reads a flag file in one pass, and refuses it as a whole with everything that is wrong in it. The root is the house
/// format where it has one of <c>flags</c>, <c>segments</c>, <c>plans</c>, <c>rollouts</c>; else it maps keys to flags
/// in one of the formats of <see cref="ForeignFlagReader"/>.
/// </summary>
internal static class FlagFileReader
{
    private static readonly MemberNames RootNames = new("the file", "$schema", "flags", "segments", "plans", "rollouts");

    /// <summary>The bucketings that a flag may name where nothing else is said.</summary>
    public static IReadOnlyCollection<string> KnownBucketings { get; } =
    [
        "v1", "js-hash-100", "configcat", "flagd", "flagsmith", "flipper", "flipt", "go-feature-flag", "growthbook-v1", "growthbook-v2",
        "launchdarkly", "microsoft", "optimizely", "posthog", "split", "statsig", "unleash",
    ];

    /// <summary>Reads a flag file.</summary>
    /// <param name="utf8">The file's bytes.</param>
    /// <param name="file">The file's name, for errors.</param>
    /// <param name="closed">
    /// Whether every flag, segment and plan that is named must be in this file. False for one layer of several: then
    /// <see cref="FlagSetChecks"/> is asked about all of them together.
    /// </param>
    /// <param name="bucketings">The bucketings that a flag may name.</param>
    /// <exception cref="FlagFileException">Something is wrong in it.</exception>
    public static FlagSet Read(ReadOnlySpan<byte> utf8, string file, bool closed = true, IReadOnlyCollection<string>? bucketings = null)
    {
        var reading = new FileReading { Bucketings = bucketings ?? KnownBucketings };
        var text = utf8;
        var set = FlagSet.Empty;
        if (FileText.Check(ref text, reading.Errors))
        {
            var cursor = new JsonCursor(text, reading);
            try
            {
                set = ReadDocument(ref cursor, closed);
            }
            catch (JsonException syntax)
            {
                reading.Errors.Add(text, syntax, cursor.Depth);
            }
        }

        return reading.Errors.Count == 0
            ? set with { Version = FileText.Mark(utf8), PlanWarnings = reading.Warnings.ToLines(text, file) }
            : throw reading.Errors.ToException(text, file);
    }

    private static FlagSet ReadDocument(ref JsonCursor cursor, bool closed)
    {
        var map = new FlagMap();
        var plans = new PlanSection();
        var segments = new Dictionary<string, SegmentDefinition>(StringComparer.Ordinal);
        cursor.Read();
        if (cursor.IsObject("an object with \"flags\", \"segments\", \"plans\" and \"rollouts\""))
        {
            if (IsHouseFormat(cursor))
            {
                segments = ReadHouse(ref cursor, map, plans);
            }
            else
            {
                ReadForeign(ref cursor, map);
            }
        }

        _ = cursor.Read();
        plans.Apply(in cursor, map, segments, closed);
        if (closed)
        {
            FlagSetChecks.Check(map.Flags, segments, new ReferencePlaces(cursor.Reading).Refuse);
        }

        return new FlagSet { Flags = map.Flags, Segments = segments, Plans = plans.Plans, Rollouts = plans.Rollouts };
    }

    /// <summary>Whether the root has a section; an empty root has none and is taken all the same. Works on its own copy of the cursor.</summary>
    private static bool IsHouseFormat(JsonCursor ahead)
    {
        var isEmpty = true;
        try
        {
            while (ahead.Read() && ahead.Token == JsonTokenType.PropertyName)
            {
                if (!ahead.NameIs("$schema"u8))
                {
                    if (RootNames.IndexOf(in ahead) >= 0)
                    {
                        return true;
                    }

                    isEmpty = false;
                }

                ahead.Skip();
            }
        }
        catch (JsonException)
        {
            // The reading itself comes to the same place and says it.
        }

        return isEmpty;
    }

    private static Dictionary<string, SegmentDefinition> ReadHouse(ref JsonCursor cursor, FlagMap map, PlanSection plans)
    {
        var segments = new Dictionary<string, SegmentDefinition>(StringComparer.Ordinal);
        var members = new Members(RootNames);
        while (members.Next(ref cursor, out var name))
        {
            switch (name)
            {
                case "$schema":
                    _ = cursor.ReadText("the address of a schema");
                    break;
                case "flags":
                    ReadFlags(ref cursor, map);
                    break;
                case "segments":
                    segments = SegmentReader.ReadSegments(ref cursor);
                    break;
                case "plans":
                    plans.ReadPlans(ref cursor);
                    break;
                default:
                    plans.ReadRollouts(ref cursor);
                    break;
            }
        }

        return segments;
    }

    /// <summary>Reads flags by key in the house format.</summary>
    public static void ReadFlags(ref JsonCursor cursor, FlagMap map)
    {
        if (!cursor.IsObject("an object of flags by key"))
        {
            return;
        }

        var keys = new MapKeys();
        while (keys.NextKey(ref cursor, out var key, out var at))
        {
            var flag = FlagReader.Read(ref cursor, key, out var percentageAt) ?? new FlagDefinition { Key = key };
            map.Add(in cursor, flag, new FlagPlace(at, percentageAt));
        }
    }

    private static void ReadForeign(ref JsonCursor cursor, FlagMap map)
    {
        var keys = new MapKeys();
        while (keys.Next(ref cursor, out var key, out var at))
        {
            if (key == "$schema")
            {
                _ = cursor.ReadText("the address of a schema");
                continue;
            }

            if (!FlagKey.IsValid(key))
            {
                cursor.Refuse(at, MapKeys.Invalid(key));
            }

            var flag = ForeignFlagReader.Read(ref cursor, key) ?? new FlagDefinition { Key = key };
            map.Add(in cursor, flag, new FlagPlace(at, 0));
        }
    }
}
