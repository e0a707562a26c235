using System.Text.Json;
using System.Text.Json.Serialization;
using FeatureRollout.AdminApi.Wire;

namespace FeatureRollout.Cli.Operating;

/// <summary>The documents of the admin API as this program reads and prints them: indented, and without minding what a newer host adds.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ProblemResource))]
[JsonSerializable(typeof(FlagsResource))]
[JsonSerializable(typeof(FlagResource))]
[JsonSerializable(typeof(DependantsResource))]
[JsonSerializable(typeof(PreviewResource))]
[JsonSerializable(typeof(StatsResource))]
[JsonSerializable(typeof(HistoryResource))]
[JsonSerializable(typeof(RolloutsResource))]
[JsonSerializable(typeof(RolloutResource))]
[JsonSerializable(typeof(ReportedResource))]
[JsonSerializable(typeof(DrillResource))]
[JsonSerializable(typeof(AssessmentResource))]
[JsonSerializable(typeof(PlansResource))]
[JsonSerializable(typeof(EventsResource))]
[JsonSerializable(typeof(FleetResource))]
[JsonSerializable(typeof(StatusResource))]
[JsonSerializable(typeof(UnknownFlagsResource))]
[JsonSerializable(typeof(ExplanationResource))]
[JsonSerializable(typeof(ExplanationsResource))]
[JsonSerializable(typeof(ErasureResource))]
[JsonSerializable(typeof(RestoredResource))]
internal sealed partial class CliJson : JsonSerializerContext;
