using FeatureRollout.Criteria.Detection;

namespace FeatureRollout.Tests.Criteria.Detection;

/// <summary>A way to decide at each look whether to roll back.</summary>
internal interface IGuard
{
    /// <summary>Takes what came since the last look; true rolls back.</summary>
    bool Look(long count, long failures, double limit);
}

/// <summary>The detector, when it has given proof at so many looks in a row.</summary>
internal sealed class DetectorGuard(int confirmations) : IGuard
{
    private IReadOnlyList<double> _state = [];
    private int _proofs;

    public bool Look(long count, long failures, double limit)
    {
        _state = ChangeDetector.Look(_state, count, failures, limit);
        _proofs = ChangeDetector.IsProof(_state) ? _proofs + 1 : 0;
        return _proofs >= confirmations;
    }
}

/// <summary>The rate of the latest look is over the limit, at so many looks in a row.</summary>
internal sealed class ThresholdGuard(int inARow) : IGuard
{
    private int _over;

    public bool Look(long count, long failures, double limit)
    {
        _over = failures > limit * count ? _over + 1 : 0;
        return _over >= inARow;
    }
}

/// <summary>
/// The lower end of Wilson's 95 % interval (JASA 22(158), 1927) for all requests so far is over the limit: a test for one look, looked at often.
/// </summary>
internal sealed class WilsonGuard : IGuard
{
    private const double Z = 1.959964;
    private double _count;
    private double _failures;

    public bool Look(long count, long failures, double limit)
    {
        _count += count;
        _failures += failures;
        var rate = _failures / _count;
        var spread = Z * Math.Sqrt((rate * (1 - rate) / _count) + (Z * Z / (4 * _count * _count)));
        return (rate + (Z * Z / (2 * _count)) - spread) / (1 + (Z * Z / _count)) > limit;
    }
}
