using FeatureRollout.Control.Sharing;
using FeatureRollout.Outcomes;

namespace FeatureRollout.Tests.Control.Sharing;

/// <summary>One process that counts the outcomes of one flag in one stage and sends them.</summary>
internal sealed class CountingProcess
{
    public static readonly OutcomeKey Key = new("search", "canary", 7);

    private readonly TimeProvider _time;

    public CountingProcess(TimeProvider time, IOutcomeStore store, string name = "p1")
    {
        _time = time;
        Ledger = new OutcomeLedger(time);
        Windows = new OutcomeWindows(time.GetUtcNow().UtcTicks, time);
        Ledger.Add(Key.Flag, Key.Stage, Key.Generation, Windows, Errors);
        Sharing = new OutcomeSharing(Ledger, store, FaultyOutcomes.Environment, name, new Troubles(Notices.Add, TimeProvider.System, TimeSpan.MaxValue));
    }

    public OutcomeLedger Ledger { get; }

    public OutcomeWindows Windows { get; }

    public ErrorLog Errors { get; } = new();

    public OutcomeSharing Sharing { get; }

    public List<FlagsNotice> Notices { get; } = [];

    public void Record(int times = 1, bool succeeded = true, bool enabled = true, bool drawn = true, TimeSpan? latency = null)
    {
        for (var i = 0; i < times; i++)
        {
            Windows.Record(enabled, drawn, succeeded, latency, _time.GetUtcNow().UtcTicks);
        }
    }

    public Task<bool> FlushAsync() => Sharing.FlushAsync(CancellationToken.None);
}
