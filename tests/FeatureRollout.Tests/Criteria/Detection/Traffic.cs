namespace FeatureRollout.Tests.Criteria.Detection;

/// <summary>
/// Failures of one service, request by request, from its own fixed generator (SplitMix64), so that the same seed gives the
/// same failures on every machine and runtime. A failure is followed by another with a fixed probability, which makes bursts:
/// a Markov chain of two states whose long-run rate is the one asked for.
/// </summary>
internal sealed class Traffic(ulong seed)
{
    private ulong _state = seed;
    private long _untilBurst = -1;
    private long _leftOfBurst;

    /// <summary>The failures among the next requests.</summary>
    /// <param name="requests">How many requests.</param>
    /// <param name="rate">The long-run share that fails.</param>
    /// <param name="burst">The mean number of failures in a row; null where each request fails by itself.</param>
    public long Failures(long requests, double rate, double? burst)
    {
        var ends = burst is { } length ? 1 / length : 1 - rate;
        var begins = rate * ends / (1 - rate);
        var failures = 0L;
        while (requests > 0)
        {
            if (_leftOfBurst > 0)
            {
                var failed = Math.Min(_leftOfBurst, requests);
                failures += failed;
                requests -= failed;
                _leftOfBurst -= failed;
                if (_leftOfBurst == 0)
                {
                    _untilBurst = Geometric(begins);
                }

                continue;
            }

            if (_untilBurst < 0)
            {
                _untilBurst = Geometric(begins) - 1;
            }

            var passed = Math.Min(_untilBurst, requests);
            requests -= passed;
            _untilBurst -= passed;
            if (_untilBurst == 0 && requests > 0)
            {
                _leftOfBurst = Geometric(ends);
            }
        }

        return failures;
    }

    /// <summary>Forgets how far off the next burst is; for a change of the rate.</summary>
    public void Change() => _untilBurst = -1;

    /// <summary>A number of trials up to the first success.</summary>
    private long Geometric(double probability) => 1 + (long)(Math.Log(1 - Next()) / Math.Log(1 - probability));

    private double Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
