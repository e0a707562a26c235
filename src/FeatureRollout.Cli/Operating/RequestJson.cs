using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using FeatureRollout.AdminApi.Wire;

namespace FeatureRollout.Cli.Operating;

/// <summary>The bodies of requests: what is not said is left out, since the admin API takes no null.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReasonRequest))]
[JsonSerializable(typeof(StepRequest))]
[JsonSerializable(typeof(FlagPatchRequest))]
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
internal sealed partial class RequestJson : JsonSerializerContext
{
    /// <summary>The bytes of a body.</summary>
    public static byte[] Write<T>(T body, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(body, type);
}
