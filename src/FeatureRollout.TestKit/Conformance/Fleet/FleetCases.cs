using System.Globalization;
using FleetTrial = FeatureRollout.TestKit.Conformance.Trial<FeatureRollout.IFleetStore>;

namespace FeatureRollout.TestKit.Conformance.Fleet;

/// <summary>The processes on a store.</summary>
internal static class FleetCases
{
    private const string Key = "search";
    private const int MostServed = 32;
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    public static IReadOnlyList<Draft<FleetTrial>> All { get; } =
    [
        new("A process that reports is listed with what it serves", Reported),
        new("A report replaces the one before and keeps what was served", Replaced),
        new("The last thirty-two versions are kept", LastVersions),
        new("A process that serves nothing yet is listed", ServesNothing),
        new("A process whose report expired is not listed", Expired),
        new("A process that withdraws is not listed", Withdrawn),
        new("Processes are listed by name, whatever it holds", ByName),
        new("A key has the version of its last write", KeyVersions),
        new("What processes report is seen by all and per environment", SeenByAll),
        new("A report that cannot be is refused", Refused),
        new("A report that is cancelled ends and changes nothing", Cancelled),
    ];

    private static async Task Reported(FleetTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var before = (await ReadAsync(trial, store).ConfigureAwait(false)).Now;
        await ReportAsync(trial, store, Report("p1", 7) with { ServedFor = TimeSpan.FromSeconds(90) }).ConfigureAwait(false);
        var reading = await ReadAsync(trial, store).ConfigureAwait(false);
        var process = One(reading);
        Rules.Lists.Equal("p1", process.ProcessId, "the process");
        Rules.Lists.Equal("name of p1", process.Name, "its name");
        Rules.Reports.Holds(IsBetween(process.SeenAt, before, reading.Now), $"a report seen from {before:o} to {reading.Now:o}", $"{process.SeenAt:o}");
        Rules.Reports.Sequence([7L], process.Served.Select(served => served.Version), "the versions served");
        var since = process.Served[0].Since + TimeSpan.FromSeconds(90);
        Rules.Reports.Holds(IsBetween(since, before, reading.Now), $"a version served since 90 s before {before:o} to {reading.Now:o}", $"{process.Served[0].Since:o}");
    }

    private static async Task Replaced(FleetTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        await ReportAsync(trial, store, Report("p1", 3) with { ServedFor = TimeSpan.FromMinutes(2) }).ConfigureAwait(false);
        var first = One(await ReadAsync(trial, store).ConfigureAwait(false)).Served[0];
        await ReportAsync(trial, store, Report("p1", 3) with { ServedFor = TimeSpan.FromMinutes(2) }).ConfigureAwait(false);
        await ReportAsync(trial, store, Report("p1", 5) with { Name = "renamed", ServedFor = TimeSpan.FromSeconds(1) }).ConfigureAwait(false);
        var process = One(await ReadAsync(trial, store).ConfigureAwait(false));
        Rules.Reports.Equal("renamed", process.Name, "the name");
        Rules.Reports.Sequence([3L, 5L], process.Served.Select(served => served.Version), "the versions served, oldest first,");
        Rules.Reports.Equal(first.Since, process.Served[0].Since, "since when the first version was served");
    }

    private static async Task LastVersions(FleetTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        for (var version = 1; version <= 40; version++)
        {
            await ReportAsync(trial, store, Report("p1", version)).ConfigureAwait(false);
        }

        var served = One(await ReadAsync(trial, store).ConfigureAwait(false)).Served;
        Rules.Reports.Sequence(Enumerable.Range(41 - MostServed, MostServed).Select(version => (long)version), served.Select(one => one.Version), "the versions kept");
    }

    private static async Task ServesNothing(FleetTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        await ReportAsync(trial, store, Report("p1", 0)).ConfigureAwait(false);
        var process = One(await ReadAsync(trial, store).ConfigureAwait(false));
        Rules.Reports.Equal(0, process.Served.Count(served => served.Version != 0), "the number of versions served");
    }

    private static async Task Expired(FleetTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        await ReportAsync(trial, store, Report("gone", 1) with { Lifetime = TimeSpan.FromMilliseconds(300) }).ConfigureAwait(false);
        await ReportAsync(trial, store, Report("stays", 1)).ConfigureAwait(false);
        var begun = TimeProvider.System.GetTimestamp();
        while ((await ReadAsync(trial, store).ConfigureAwait(false)).Processes.Any(process => process.ProcessId == "gone"))
        {
            Rules.Lists.Holds(TimeProvider.System.GetElapsedTime(begun) < Trial.Limit, $"that a report of 0.3 s expires", $"that it had not after {Trial.Limit.TotalSeconds} s");
            await trial.PassAsync(TimeSpan.FromMilliseconds(50)).ConfigureAwait(false);
        }

        Rules.Lists.Equal("stays", One(await ReadAsync(trial, store).ConfigureAwait(false)).ProcessId, "the process that is left");
    }

    private static async Task Withdrawn(FleetTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        await ReportAsync(trial, store, Report("p1", 1)).ConfigureAwait(false);
        await ReportAsync(trial, store, Report("p2", 1)).ConfigureAwait(false);
        await store.WithdrawAsync(Trial.Production, "p1", trial.End).ConfigureAwait(false);
        await store.WithdrawAsync(Trial.Production, "unknown", trial.End).ConfigureAwait(false);
        Rules.Lists.Equal("p2", One(await ReadAsync(trial, store).ConfigureAwait(false)).ProcessId, "the process that is left");
    }

    private static async Task ByName(FleetTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        string[] names = ["b", "a", "B", "é😀", "quote \" and ' and \\", "</script>", new string('n', 200), "a b"];
        for (var i = 0; i < names.Length; i++)
        {
            await ReportAsync(trial, store, Report(names[i], 1) with { Name = names[i] }).ConfigureAwait(false);
        }

        var processes = (await ReadAsync(trial, store).ConfigureAwait(false)).Processes;
        Rules.Lists.Sequence(names.Order(StringComparer.Ordinal), processes.Select(process => process.Name), "the names, in ordinal order,");
        Rules.Lists.Sequence(processes.Select(process => process.Name), processes.Select(process => process.ProcessId), "the ids");
    }

    private static async Task KeyVersions(FleetTrial trial)
    {
        var fleet = await trial.OpenAsync().ConfigureAwait(false);
        var store = fleet as IRolloutStateStore ?? throw Rules.Versions.Broken($"a fleet store that keeps states", $"{fleet.GetType().Name}, which is no IRolloutStateStore");
        Rules.Versions.Equal(0L, (await ReadAsync(trial, fleet).ConfigureAwait(false)).KeyVersion, "the version of a key that was never written");
        var (last, keyVersion) = (await VersionAsync().ConfigureAwait(false), 0L);
        foreach (var key in new[] { Key, "other", Key, Key, "other" })
        {
            var document = await store.GetAsync(Trial.Production, key, trial.End).ConfigureAwait(false);
            await store.TryWriteAsync(Trial.Production, document, [Samples.Event(key)], trial.End).ConfigureAwait(false);
            await store.TryWriteAsync(Trial.Staging, FlagDocument.Empty(Key), [], trial.End).ConfigureAwait(false);
            var version = await VersionAsync().ConfigureAwait(false);
            Rules.Versions.Holds(version > last, $"a version above {last} after a write", $"{version}");
            last = version;
            keyVersion = key == Key ? version : keyVersion;
            Rules.Versions.Equal(keyVersion, (await ReadAsync(trial, fleet).ConfigureAwait(false)).KeyVersion, $"the version of {Key} after a write of {key}");
        }

        async Task<long> VersionAsync()
        {
            var text = (await store.ReadAsync(Trial.Production, trial.End).ConfigureAwait(false)).Version;
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : throw Rules.Versions.Broken($"a whole number as version", $"\"{text}\"");
        }
    }

    private static async Task SeenByAll(FleetTrial trial)
    {
        IFleetStore[] stores = [await trial.OpenAsync().ConfigureAwait(false), await trial.OpenAsync().ConfigureAwait(false)];
        await ReportAsync(trial, stores[0], Report("p1", 1)).ConfigureAwait(false);
        await stores[1].ReportAsync(Trial.Staging, Report("p2", 2), trial.End).ConfigureAwait(false);
        await stores[0].WithdrawAsync(Trial.Staging, "p1", trial.End).ConfigureAwait(false);
        foreach (var store in stores)
        {
            Rules.Isolates.Equal("p1", One(await ReadAsync(trial, store).ConfigureAwait(false)).ProcessId, "the process in production");
            Rules.Isolates.Equal("p2", One(await store.ReadFleetAsync(Trial.Staging, Key, trial.End).ConfigureAwait(false)).ProcessId, "the process in staging");
        }
    }

    private static async Task Refused(FleetTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        var good = Report("p1", 1);
        (string What, ProcessReport Report)[] wrong =
        [
            ("no id", good with { ProcessId = "" }), ("an id of 201 characters", good with { ProcessId = new string('p', 201) }),
            ("no name", good with { Name = "" }), ("a name of 201 characters", good with { Name = new string('n', 201) }),
            ("a negative version", good with { Version = -1 }), ("a negative time", good with { ServedFor = TimeSpan.FromTicks(-1) }), ("no lifetime", good with { Lifetime = TimeSpan.Zero }),
        ];
        foreach (var (what, report) in wrong)
        {
            await Rules.Refuses.ThrowsAsync<ArgumentException>(() => ReportAsync(trial, store, report), "a report with " + what).ConfigureAwait(false);
        }

        Rules.Refuses.Equal(0, (await ReadAsync(trial, store).ConfigureAwait(false)).Processes.Count, "the number of processes after refusals");
    }

    private static async Task Cancelled(FleetTrial trial)
    {
        var store = await trial.OpenAsync().ConfigureAwait(false);
        await ReportAsync(trial, store, Report("p1", 1)).ConfigureAwait(false);
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync().ConfigureAwait(false);
        await Rules.Cancels.ThrowsAsync<OperationCanceledException>(() => store.ReportAsync(Trial.Production, Report("p2", 1), cancellation.Token).AsTask(), "a report").ConfigureAwait(false);
        await Rules.Cancels.ThrowsAsync<OperationCanceledException>(() => store.WithdrawAsync(Trial.Production, "p1", cancellation.Token).AsTask(), "a withdrawal").ConfigureAwait(false);
        await Rules.Cancels.ThrowsAsync<OperationCanceledException>(() => store.ReadFleetAsync(Trial.Production, Key, cancellation.Token).AsTask(), "a reading").ConfigureAwait(false);
        Rules.Cancels.Equal("p1", One(await ReadAsync(trial, store).ConfigureAwait(false)).ProcessId, "the process");
    }

    private static ProcessReport Report(string id, long version) =>
        new() { ProcessId = id, Name = "name of " + id[..Math.Min(id.Length, 100)], Version = version, ServedFor = TimeSpan.Zero, Lifetime = Long };

    private static async Task ReportAsync(FleetTrial trial, IFleetStore store, ProcessReport report) =>
        await store.ReportAsync(Trial.Production, report, trial.End).ConfigureAwait(false);

    private static async Task<FleetReading> ReadAsync(FleetTrial trial, IFleetStore store) =>
        await store.ReadFleetAsync(Trial.Production, Key, trial.End).ConfigureAwait(false);

    private static FleetProcess One(FleetReading reading)
    {
        Rules.Lists.Equal(1, reading.Processes.Count, "the number of processes");
        return reading.Processes[0];
    }

    private static bool IsBetween(DateTimeOffset at, DateTimeOffset from, DateTimeOffset until) =>
        at >= from.AddMilliseconds(-1) && at <= until.AddMilliseconds(1);
}
