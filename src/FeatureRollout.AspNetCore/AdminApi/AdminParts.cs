using FeatureRollout.Access;
using FeatureRollout.Changes;
using Microsoft.Extensions.Logging;

namespace FeatureRollout.AdminApi;

/// <summary>What every handler may use.</summary>
internal sealed record AdminParts(
    FeatureFlags Flags, IRolloutManager Manager, IRolloutStateStore Store, ChangeStreams Streams, AccessGate Gate, int MaxRequestBytes, int MaxArchiveBytes, ILogger Logger);
