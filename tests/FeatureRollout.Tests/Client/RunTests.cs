using FeatureRollout.Outcomes;
using FeatureRollout.TestKit;
using FeatureRollout.Tests.Evaluation;

namespace FeatureRollout.Tests.Client;

[Trait("Requirement", "S4-13")]
public sealed class RunTests : IDisposable
{
    private readonly VirtualTimeProvider _time = new();
    private readonly FeatureFlags _flags;

    public RunTests() => _flags = Served.Client(
        new FeatureFlagsOptions { TimeProvider = _time }, Served.Layer(Served.Flag("new", 100), Served.Flag("old", 0)));

    public void Dispose() => _flags.Dispose();

    [Theory]
    [InlineData("new", "on")]
    [InlineData("old", "off")]
    public async Task The_path_of_the_answer_runs_alone_and_is_measured_by_the_clients_clock(string flag, string expected)
    {
        var ran = new List<string>();
        var result = await _flags.RunAsync(flag, "acme", on: _ => Path("on"), off: _ => Path("off"));

        Assert.Equal(expected, result);
        Assert.Equal([expected], ran);
        var statistics = _flags.GetStatistics(flag)!;
        var (arm, other) = expected == "on" ? (statistics.On, statistics.Off) : (statistics.Off, statistics.On);
        Assert.Equal((1, 0, 0), (arm.Successes, arm.Failures, other.Count));
        Assert.InRange(arm.LatencyP50!.Value.TotalMilliseconds, 247.5, 252.5);
        Assert.Equal(1, statistics.EnabledEvaluations + statistics.DisabledEvaluations);

        Task<string> Path(string name)
        {
            ran.Add(name);
            _time.Advance(TimeSpan.FromMilliseconds(250));
            return Task.FromResult(name);
        }
    }

    [Fact]
    public async Task What_a_path_throws_is_a_failure_with_customer_and_metadata_and_passes_through()
    {
        var thrown = await Assert.ThrowsAsync<TimeoutException>(() => _flags.RunAsync(
            "new",
            "acme",
            on: async _ =>
            {
                await Task.Yield();
                throw new TimeoutException("the model was late");
            },
            off: _ => throw new InvalidOperationException("must not run"),
            metadata: new Dictionary<string, string>(StringComparer.Ordinal) { ["region"] = "eu" }));

        Assert.Equal("the model was late", thrown.Message);
        Assert.Equal((0, 1, 1), (On("new").Successes, On("new").Failures, On("new").LatencyCount));
        var error = Assert.Single(_flags.ErrorsOf("new")!.Recent());
        Assert.Equal(("TimeoutException: the model was late", "acme", null, "eu"), (error.Error, error.CustomerId, error.Stage, error.Metadata["region"]));
        Assert.Equal(_time.GetUtcNow(), error.At);
        Assert.Equal(1, Assert.Single(_flags.ErrorsOf("new")!.Top()).Count);
    }

    [Fact]
    public async Task A_path_that_throws_before_it_gives_a_task_is_a_failure_too()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => _flags.RunAsync<int>("new", "acme", on: _ => throw new TimeoutException(), off: _ => Task.FromResult(0)));
        Assert.Equal(1, On("new").Failures);
    }

    [Fact]
    public async Task A_fallback_runs_off_after_on_has_thrown_and_counts_as_a_failure_of_on_alone()
    {
        var result = await _flags.RunAsync("new", "acme", on: _ => throw new TimeoutException("late"), off: _ => Task.FromResult("old way"), fallBackToOff: true);

        Assert.Equal("old way", result);
        Assert.Equal((0, 1), (On("new").Successes, On("new").Failures));
        Assert.Equal(0, _flags.GetStatistics("new")!.Off.Count);
        Assert.Equal("TimeoutException: late", Assert.Single(_flags.ErrorsOf("new")!.Top()).Error);
    }

    [Fact]
    public async Task No_fallback_follows_a_path_that_was_off_already()
    {
        var runs = 0;
        await Assert.ThrowsAsync<TimeoutException>(() => _flags.RunAsync("old", "acme", on: _ => Task.CompletedTask, off: Off, fallBackToOff: true));
        Assert.Equal(1, runs);
        Assert.Equal(1, _flags.GetStatistics("old")!.Off.Failures);
        Assert.Empty(_flags.ErrorsOf("old")!.Recent());

        Task Off(CancellationToken cancellationToken)
        {
            runs++;
            throw new TimeoutException();
        }
    }

    [Fact]
    public async Task Work_that_the_caller_cancels_is_recorded_as_neither_and_never_falls_back()
    {
        using var cancellation = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _flags.RunAsync(
            "new",
            "acme",
            on: async cancellationToken =>
            {
                await cancellation.CancelAsync();
                cancellationToken.ThrowIfCancellationRequested();
            },
            off: _ => throw new InvalidOperationException("must not run"),
            fallBackToOff: true,
            cancellationToken: cancellation.Token));
        Assert.Equal(0, On("new").Count);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _flags.RunAsync(
            "new", "acme", on: _ => throw new OperationCanceledException("a time limit of its own"), off: _ => Task.CompletedTask));
        Assert.Equal(1, On("new").Failures);
    }

    [Fact]
    public async Task A_result_can_be_a_failure()
    {
        foreach (var status in new[] { 200, 500, 204 })
        {
            Assert.Equal(status, await _flags.RunAsync("new", "acme", on: _ => Task.FromResult(status), off: _ => Task.FromResult(0), isSuccess: code => code < 500));
        }

        Assert.Equal((2, 1, 3), (On("new").Successes, On("new").Failures, On("new").LatencyCount));
    }

    [Fact]
    public async Task An_unknown_flag_takes_the_default_and_records_nothing()
    {
        Assert.Equal(2, await _flags.RunAsync("unknown", "acme", on: _ => Task.FromResult(1), off: _ => Task.FromResult(2)));
        Assert.Equal(1, await _flags.RunAsync("unknown", "acme", on: _ => Task.FromResult(1), off: _ => Task.FromResult(2), defaultValue: true));
        Assert.Null(_flags.ErrorsOf("unknown"));
    }

    [Fact]
    public async Task It_works_by_context_and_on_the_test_client()
    {
        using var flags = new TestFeatureFlags();
        using var set = flags.Set("new", true);
        var ran = false;
        await flags.RunAsync(
            "new",
            EvaluationContext.For("acme").With("vertical", "services"),
            on: _ =>
            {
                ran = true;
                return Task.CompletedTask;
            },
            off: _ => Task.CompletedTask);
        Assert.True(ran);
        Assert.Equal(1, flags.GetStatistics("new")!.On.Successes);
    }

    [Fact]
    public async Task The_token_reaches_the_path_and_both_paths_must_be_given()
    {
        using var cancellation = new CancellationTokenSource();
        Assert.Equal(cancellation.Token, await _flags.RunAsync("new", "acme", on: Task.FromResult, off: Task.FromResult, cancellationToken: cancellation.Token));
        await Assert.ThrowsAsync<ArgumentNullException>("off", () => _flags.RunAsync("new", "acme", on: _ => Task.CompletedTask, off: null!));
        await Assert.ThrowsAsync<ArgumentNullException>("on", () => _flags.RunAsync<int>("new", "acme", on: null!, off: _ => Task.FromResult(1)));
    }

    private ArmStatistics On(string flag) => _flags.GetStatistics(flag)!.On;
}
