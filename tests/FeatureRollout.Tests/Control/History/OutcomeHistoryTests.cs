using FeatureRollout.Control.History;
using FeatureRollout.Outcomes;
using FeatureRollout.Tests.Providers;

namespace FeatureRollout.Tests.Control.History;

[Trait("Requirement", "S3-06")]
public sealed class OutcomeHistoryTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Step = FineOutcomes.Step;

    private readonly Running _running = new();
    private readonly ClientSubject _subject;
    private readonly OutcomeRecorder _recorder;
    private readonly HistoryReader _reader;

    public OutcomeHistoryTests()
    {
        // As on a store that adds up no outcomes: those of this process are all.
        _subject = new ClientSubject(_running.Flags, _running.Store.Name);
        _recorder = new OutcomeRecorder(_subject, _running.Time);
        _reader = new HistoryReader(_subject, _recorder);
    }

    public void Dispose() => _running.Dispose();

    [Fact]
    public async Task A_rollout_that_goes_up_and_breaks_within_two_minutes_can_be_seen()
    {
        await StartAsync();
        using var end = new CancellationTokenSource();

        // Where nothing waits for a context, the recorder notes a step within the call that lets the time pass, however busy the machine is.
        SynchronizationContext.SetSynchronizationContext(null);
        var recording = _recorder.RunAsync(end.Token);
        for (var second = 0; second < 90; second++)
        {
            if (second is 30 or 60)
            {
                await _running.Manager.AdvanceRolloutAsync("search", Running.Alice, force: true);
            }

            _running.Traffic(onFailsEvery: second >= 75 ? 2 : int.MaxValue, latencyMs: second >= 75 ? 400 : 20);
            _running.Time.Advance(Second);
        }

        await _running.Manager.RollbackFeatureAsync("search", Running.Alice);
        for (var second = 0; second < 10; second++)
        {
            _running.Traffic();
            _running.Time.Advance(Second);
        }

        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => recording);
        var history = await ReadAsync(TimeSpan.FromMinutes(15));
        Assert.Equal((Step, 21), (history.Step, history.Points.Count));
        Assert.All(history.Points.Take(15), point => Assert.Equal(0, point.On.ErrorRate));
        Assert.All(history.Points.Skip(15).Take(3), point => Assert.InRange(point.On.ErrorRate!.Value, 0.49, 0.5));
        Assert.All(history.Points.Skip(18).Take(2), point => Assert.Equal((0, 5_000), (point.On.Count, point.Off.Count)));
        Assert.True(history.Points[1].On.Count < history.Points[7].On.Count && history.Points[7].On.Count < history.Points[13].On.Count, "Each stage lets in more.");
        Assert.InRange(history.Points[14].On.LatencyP95!.Value.TotalMilliseconds, 19.8, 20.2);
        Assert.InRange(history.Points[15].On.LatencyP95!.Value.TotalMilliseconds, 396, 404);
        Assert.Null(history.Points[19].On.LatencyP95);

        var minutes = await ReadAsync(TimeSpan.FromMinutes(16));
        Assert.Equal((TimeSpan.FromMinutes(1), 16), (minutes.Step, minutes.Points.Count));
        Assert.InRange(minutes.Points[^1].On.LatencyP95!.Value.TotalMilliseconds, 396, 404);
        Assert.Null(minutes.Points[0].On.LatencyP95);
    }

    [Fact]
    public async Task What_was_counted_before_a_flag_was_noted_is_in_minutes_alone()
    {
        await StartAsync();
        _running.Traffic();
        Assert.Equal(TimeSpan.FromMinutes(1), (await ReadAsync(TimeSpan.FromMinutes(5))).Step);
        _recorder.Note();
        _running.Time.Advance(Step);
        _running.Traffic();

        Assert.Equal(1_000, (await ReadAsync(TimeSpan.FromMinutes(5))).Points.Sum(point => point.On.Count + point.Off.Count));
        Assert.Equal(2_000, (await ReadAsync(TimeSpan.FromHours(1))).Points.Sum(point => point.On.Count + point.Off.Count));
        Assert.Equal(2_000, (await ReadAsync(TimeSpan.FromDays(7))).Points.Sum(point => point.On.Count + point.Off.Count));
    }

    [Fact]
    public async Task A_rollback_is_seen_for_as_long_as_steps_are_kept_and_no_longer_noted_then()
    {
        await StartAsync();
        _recorder.Note();
        await _running.Manager.RollbackFeatureAsync("search", Running.Alice);
        for (var passed = TimeSpan.Zero; passed <= FineOutcomes.Kept; passed += Step)
        {
            Assert.NotNull(_recorder.Of("search", _subject.StaysOf("search")));
            _running.Time.Advance(Step);
            _recorder.Note();
        }

        Assert.Null(_recorder.Of("search", _subject.StaysOf("search")));
    }

    [Fact]
    public async Task A_draft_is_not_noted()
    {
        await _running.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "search", Plan = Plan }, Running.Alice);
        _recorder.Note();
        Assert.Null(_recorder.Of("search", _subject.StaysOf("search")));
    }

    [Fact]
    public async Task A_clock_that_is_set_back_begins_the_steps_anew()
    {
        await StartAsync();
        _running.Time.Advance(TimeSpan.FromHours(2));
        var track = new OutcomeTrack(_subject.StaysOf("search"));
        _running.Traffic();
        var counted = _subject.StaysOf("search");
        track.Note(counted);
        Assert.Equal(1_000, Sum(track.Noted, counted.Now));

        var before = counted with { Now = counted.Now - TimeSpan.FromHours(1) };
        track.Note(before);
        Assert.Equal(0, Sum(track.Noted, before.Now));
        _running.Traffic();
        var after = _subject.StaysOf("search") with { Now = before.Now + Second };
        track.Note(after);
        Assert.Equal(1_000, Sum(track.Noted, after.Now));
        Assert.Equal(before.Now, track.Noted.Since);
    }

    [Fact]
    public async Task More_flags_than_are_noted_have_minutes()
    {
        var flags = Enumerable.Range(0, OutcomeRecorder.MostFlags + 1).Select(i => $"flag-{i:0000}").ToArray();
        using var running = new Running($$"""{ "flags": { {{string.Join(", ", flags.Select(flag => $"\"{flag}\": {{}}"))}} } }""");
        await running.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = flags[0], MoreFlags = flags[1..], Plan = Plan }, Running.Alice);
        await running.Manager.StartRolloutAsync(flags[0], Running.Alice);
        var subject = new ClientSubject(running.Flags, running.Store.Name);
        var recorder = new OutcomeRecorder(subject, running.Time);
        recorder.Note();

        Assert.NotNull(recorder.Of(flags[^2], subject.StaysOf(flags[^2])));
        Assert.Null(recorder.Of(flags[^1], subject.StaysOf(flags[^1])));
        Assert.Equal(TimeSpan.FromMinutes(1), (await new HistoryReader(subject, recorder).ReadAsync(flags[^1], TimeSpan.FromMinutes(5), default)).Step);
    }

    [Theory]
    [InlineData(59)]
    [InlineData((7 * 24 * 3600) + 1)]
    public async Task A_span_out_of_its_range_is_refused(int seconds) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _running.Manager.GetOutcomeHistoryAsync("search", TimeSpan.FromSeconds(seconds)));

    [Fact]
    public async Task The_manager_knows_flags_without_outcomes_and_refuses_unknown_ones()
    {
        var history = await _running.Manager.GetOutcomeHistoryAsync("search", TimeSpan.FromMinutes(90));
        Assert.Equal(("search", TimeSpan.FromHours(1), 2), (history.Key, history.Step, history.Points.Count));
        Assert.All(history.Points, point => Assert.Equal((0, 0, null), (point.On.Count, point.Off.Count, point.On.LatencyP95)));
        Assert.Contains("did you mean \"search\"", (await Assert.ThrowsAsync<ArgumentException>(() => _running.Manager.GetOutcomeHistoryAsync("serch", Step * 12))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engine_on_a_store_of_its_own_notes_while_it_runs()
    {
        using var folder = new TemporaryDirectory();
        using var running = new Running(store: new JsonFileRolloutStore(folder["flags.json"]));
        await running.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "search", Plan = Plan }, Running.Alice);
        await running.Manager.StartRolloutAsync("search", Running.Alice);
        using var end = new CancellationTokenSource();
        var run = running.Engine.RunAsync(end.Token);
        running.Traffic();

        var history = await running.Manager.GetOutcomeHistoryAsync("search", TimeSpan.FromMinutes(1));
        Assert.Equal((Step, 1_000), (history.Step, history.Points.Sum(point => point.On.Count + point.Off.Count)));
        Assert.Equal(Step, (await running.Manager.IfVersion(7).GetOutcomeHistoryAsync("search", TimeSpan.FromMinutes(1))).Step);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    private static PlanDefinition Plan => Running.Plan("""{ "stages": [ { "name": "few", "percentage": 10 }, { "name": "some", "percentage": 25 }, { "name": "half", "percentage": 50 }, { "name": "all", "percentage": 100 } ] }""");

    private static long Sum(NotedOutcomes noted, DateTimeOffset now) =>
        noted.Outcomes.Last(FineOutcomes.Kept, now, noted.Since).Sum(point => point.On.Count + point.Off.Count);

    private async Task StartAsync()
    {
        await _running.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "search", Plan = Plan }, Running.Alice);
        await _running.Manager.StartRolloutAsync("search", Running.Alice);
    }

    private Task<OutcomeHistory> ReadAsync(TimeSpan span) => _reader.ReadAsync("search", span, default);
}
