using FeatureRollout.Access;
using FeatureRollout.Changes;

namespace FeatureRollout.Dashboard;

/// <summary>What every page of the dashboard may use.</summary>
internal sealed record DashboardParts(
    FeatureFlags Flags, IRolloutManager Manager, AccessGate Gate, PageFrame Frame, ChangeStreams Streams, TimeProvider Time);
