namespace FeatureRollout.TestKit.Conformance.Outcomes;

/// <summary>What all readings so far add up to, as a client keeps it.</summary>
internal sealed class OutcomeSums
{
    private readonly SortedDictionary<string, long> _sums = new(StringComparer.Ordinal);

    public long Cursor { get; private set; }

    public long Total => _sums.Where(sum => sum.Key.EndsWith(" successes", StringComparison.Ordinal)).Sum(sum => sum.Value);

    /// <summary>Takes a reading in.</summary>
    public void Add(OutcomeReading reading)
    {
        if (reading.IsWhole)
        {
            _sums.Clear();
        }

        Cursor = reading.Cursor;
        foreach (var stored in reading.Outcomes)
        {
            Add(stored.Counts);
        }
    }

    public void Add(OutcomeDelta counts)
    {
        var kind = FormattableString.Invariant($"{counts.Flag}|{counts.Stage ?? "-"}|{counts.Generation}|{(counts.Enabled ? "on" : "off")}|{(counts.Drawn ? "drawn" : "named")}");
        Add(kind + " successes", counts.Successes);
        Add(kind + " failures", counts.Failures);
        foreach (var latency in counts.Latencies)
        {
            Add(FormattableString.Invariant($"{kind} bucket {latency.Bucket}"), latency.Count);
        }
    }

    /// <summary>Checks that these are the same sums, counts of nothing apart.</summary>
    public void AssertSame(Rule rule, OutcomeSums found, string what)
    {
        foreach (var key in _sums.Keys.Union(found._sums.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            rule.Equal(_sums.GetValueOrDefault(key), found._sums.GetValueOrDefault(key), $"{what} of {key}");
        }
    }

    private void Add(string key, long count) => _sums[key] = _sums.GetValueOrDefault(key) + count;
}
