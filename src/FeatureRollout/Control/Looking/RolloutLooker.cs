using FeatureRollout.Control.Metrics;
using FeatureRollout.Criteria;
using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.Control.Looking;

/// <summary>Gathers everything that a rollout's criteria ask, then judges all of them at one moment.</summary>
internal sealed class RolloutLooker(IRolloutSubject subject, MetricSampler sampler, string environment, TimeSpan interval)
{
}
