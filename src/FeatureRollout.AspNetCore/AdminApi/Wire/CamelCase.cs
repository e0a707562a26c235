using System.Text.Json;
using System.Text.Json.Serialization;

namespace FeatureRollout.AdminApi.Wire;

/// <summary>Writes an enumeration as <c>rolledBack</c>, whatever the host has set up for its own JSON.</summary>
internal sealed class CamelCase<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
