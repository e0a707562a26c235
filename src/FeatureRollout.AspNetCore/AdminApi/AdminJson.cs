using System.Text.Json.Serialization;
using FeatureRollout.AdminApi.Wire;

namespace FeatureRollout.AdminApi;

/// <summary>How bodies are read and written, whatever the host has set up for its own.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 64)]
[JsonSerializable(typeof(ReasonRequest))]
[JsonSerializable(typeof(StepRequest))]
[JsonSerializable(typeof(FlagPatchRequest))]
[JsonSerializable(typeof(OverrideRequest))]
[JsonSerializable(typeof(CustomerOverrideRequest))]
[JsonSerializable(typeof(CustomerRequest))]
[JsonSerializable(typeof(CustomersRequest))]
[JsonSerializable(typeof(ExplainRequest))]
[JsonSerializable(typeof(PreviewRequest))]
[JsonSerializable(typeof(CreateRolloutRequest))]
[JsonSerializable(typeof(HoldRequest))]
[JsonSerializable(typeof(PreviousRequest))]
[JsonSerializable(typeof(ApprovalRequest))]
[JsonSerializable(typeof(TickRequest))]
[JsonSerializable(typeof(IncidentRequest))]
[JsonSerializable(typeof(ValueRequest))]
[JsonSerializable(typeof(ObserveOnlyRequest))]
[JsonSerializable(typeof(MilestoneRequest))]
[JsonSerializable(typeof(Dictionary<string, System.Text.Json.JsonElement>))]
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
[JsonSerializable(typeof(FlagsChangedResource))]
[JsonSerializable(typeof(AccessResource))]
[JsonSerializable(typeof(StreamedChange))]
internal sealed partial class AdminJson : JsonSerializerContext;
