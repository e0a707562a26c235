using FeatureRollout.Evaluation;
using FeatureRollout.TestKit;

namespace FeatureRollout.Tests.Evaluation;

[Trait("Requirement", "F-27")]
public sealed class ReadTimesTests : IDisposable
{
    private readonly VirtualTimeProvider _time = new();
    private readonly FeatureFlags _flags;

    public ReadTimesTests()
    {
        _flags = Served.Client(
            new FeatureFlagsOptions { TimeProvider = _time },
            Served.Layer(Served.Flag("asked", 50), Served.Flag("silent", 50), Served.Flag("needs", 50) with { Requires = ["needed"] }, Served.Flag("needed", 0) with { Requires = ["deep"] }, Served.Flag("deep", 100)));
        _flags.NoteReads();
    }

    public void Dispose() => _flags.Dispose();

    [Fact]
    public void A_flag_that_nobody_asks_for_is_unread_since_the_first_look_and_one_that_is_asked_for_since_the_look_after_the_last_question()
    {
        var start = _time.GetUtcNow();
        Pass(TimeSpan.FromHours(2), () => _flags.IsEnabled("asked", "acme"));
        Assert.Null(_flags.UnreadSince("asked"));
        Assert.Equal(start, _flags.UnreadSince("silent"));

        var last = _time.GetUtcNow();
        Pass(TimeSpan.FromHours(5), () => { });
        Assert.Equal(last, _flags.UnreadSince("asked"));
        Assert.Equal(start, _flags.UnreadSince("silent"));

        _flags.IsEnabled("silent", "acme");
        Pass(TimeSpan.FromMinutes(1), () => { });
        Assert.Null(_flags.UnreadSince("silent"));
        Assert.Null(_flags.UnreadSince("nobody-knows"));
    }

    [Fact]
    public void A_flag_that_another_one_requires_is_asked_for_with_that()
    {
        Pass(TimeSpan.FromHours(3), () => _flags.IsEnabled("needs", "acme"));

        Assert.Null(_flags.UnreadSince("needed"));
        Assert.Null(_flags.UnreadSince("deep"));
        Assert.NotNull(_flags.UnreadSince("asked"));
    }

    [Fact]
    public void A_flag_that_was_away_is_new_when_it_comes_back()
    {
        Pass(TimeSpan.FromHours(2), () => { });
        Assert.NotNull(_flags.UnreadSince("silent"));
        _flags.Publish([Served.Layer(Served.Flag("asked", 50))]);
        Pass(TimeSpan.FromDays(20), () => { });
        Assert.Null(_flags.UnreadSince("silent"));

        _flags.Publish([Served.Layer(Served.Flag("asked", 50), Served.Flag("silent", 50))]);
        var back = _time.GetUtcNow();
        Pass(TimeSpan.FromHours(2), () => { });
        Assert.InRange(_flags.UnreadSince("silent")!.Value, back, back + ReadTimes.Resolution);
    }

    [Fact]
    public void Counts_are_compared_at_most_once_a_minute()
    {
        _time.Advance(TimeSpan.FromDays(1));
        _flags.NoteReads();
        _time.Advance(ReadTimes.Resolution / 2);
        _flags.IsEnabled("asked", "acme");
        _flags.NoteReads();
        Assert.NotNull(_flags.UnreadSince("asked"));

        _time.Advance(ReadTimes.Resolution / 2);
        _flags.NoteReads();
        Assert.Null(_flags.UnreadSince("asked"));
    }

    [Fact]
    public void However_questions_and_looks_fall_no_flag_is_taken_to_be_unread_for_longer_than_it_is() =>
        Served.ForSeeds(100, random =>
        {
            var time = new VirtualTimeProvider();
            using var flags = Served.Client(new FeatureFlagsOptions { TimeProvider = time }, Served.Layer(Served.Flag("flag", 50)));
            var asked = time.GetUtcNow();
            var lookedAfter = false;
            for (var i = 0; i < 60; i++)
            {
                time.Advance(TimeSpan.FromSeconds(random.Next(random.Chance(20) ? 30_000 : 100)));
                switch (random.Next(3))
                {
                    case 0:
                        flags.IsEnabled("flag", "acme");
                        asked = time.GetUtcNow();
                        lookedAfter = false;
                        break;
                    case 1:
                        flags.NoteReads();
                        break;
                    default:
                        time.Advance(ReadTimes.Resolution);
                        flags.NoteReads();
                        lookedAfter = true;
                        break;
                }

                if (lookedAfter)
                {
                    Assert.True(flags.UnreadSince("flag") is not { } since || since >= asked);
                }
            }
        });

    private void Pass(TimeSpan time, Action traffic)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += ReadTimes.Resolution)
        {
            traffic();
            _time.Advance(ReadTimes.Resolution);
            _flags.NoteReads();
        }
    }
}
