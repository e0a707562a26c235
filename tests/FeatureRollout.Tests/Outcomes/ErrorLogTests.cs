using System.Globalization;
using FeatureRollout.Outcomes;

namespace FeatureRollout.Tests.Outcomes;

[Trait("Requirement", "S4-13")]
public sealed class ErrorLogTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Nothing_is_an_empty_list()
    {
        Assert.Empty(new ErrorLog().Recent());
        Assert.Empty(new ErrorLog().Top());
    }

    [Fact]
    public void The_newest_hundred_are_kept_newest_first()
    {
        var log = new ErrorLog();
        for (var i = 0; i < 1000; i++)
        {
            log.Add(new OutcomeError("e" + i.ToString(CultureInfo.InvariantCulture), "acme"), "tier 2", Start.AddSeconds(i));
        }

        var recent = log.Recent();
        Assert.Equal(ErrorLog.MostRecent, recent.Count);
        Assert.Equal(("e999", "acme", "tier 2", Start.AddSeconds(999)), (recent[0].Error, recent[0].CustomerId, recent[0].Stage, recent[0].At));
        Assert.Equal("e900", recent[^1].Error);
    }

    [Fact]
    public void Frequencies_are_exact_up_to_64_different_errors()
    {
        var log = new ErrorLog();
        for (var i = 0; i < 64; i++)
        {
            for (var times = 0; times <= i; times++)
            {
                log.Add(new OutcomeError(i.ToString("D2", CultureInfo.InvariantCulture)), null, Start.AddMinutes(i));
            }
        }

        Assert.Equal(Enumerable.Range(0, 64).Reverse().Select(i => new ErrorCount(i.ToString("D2", CultureInfo.InvariantCulture), i + 1, Start.AddMinutes(i))), log.Top());
    }

    [Fact]
    public void Among_ever_new_errors_the_frequent_ones_are_found_and_memory_stays_bounded()
    {
        var log = new ErrorLog();
        for (var i = 0; i < 30_000; i++)
        {
            log.Add(new OutcomeError(i % 10 == 0 ? "timeout" : i % 10 == 1 ? "refused" : "request " + i.ToString(CultureInfo.InvariantCulture)), null, Start);
        }

        var top = log.Top();
        Assert.Equal(ErrorLog.MostDistinct, top.Count);
        foreach (var error in new[] { "timeout", "refused" })
        {
            Assert.InRange(Assert.Single(top, count => count.Error == error).Count, 3000, 3000 + (30_000 / 64));
        }
    }

    [Fact]
    public void What_is_too_long_is_cut_or_dropped()
    {
        var metadata = Enumerable.Range(0, 20).ToDictionary(i => i.ToString(CultureInfo.InvariantCulture) + new string('n', 100), _ => new string('v', 1000), StringComparer.Ordinal);
        var error = new OutcomeError(new string('e', 1000), new string('é', 257), metadata);
        Assert.Equal(256, error.Text.Length);
        Assert.Null(error.CustomerId);
        Assert.Equal(8, error.Metadata.Count);
        Assert.All(error.Metadata, entry => Assert.Equal((64, 256), (entry.Key.Length, entry.Value.Length)));

        Assert.Equal(new string('é', 256), new OutcomeError("e", new string('é', 256)).CustomerId);
        Assert.Null(new OutcomeError("e", "").CustomerId);
        Assert.Equal(255, new OutcomeError(new string('e', 255) + "😀").Text.Length);
        Assert.Equal(new string('e', 254) + "😀", new OutcomeError(new string('e', 254) + "😀x").Text);
        Assert.Equal("TimeoutException: late", OutcomeError.Of(new TimeoutException("late")).Text);
    }

    [Fact]
    public void What_the_caller_changes_later_changes_nothing()
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["region"] = "eu" };
        var log = new ErrorLog();
        log.Add(new OutcomeError("e", metadata: metadata), null, Start);
        metadata["region"] = "us";
        Assert.Equal("eu", log.Recent()[0].Metadata["region"]);
    }

    [Fact]
    public void Threads_that_add_at_once_lose_nothing()
    {
        for (var round = 0; round < 100; round++)
        {
            var log = new ErrorLog();
            Parallel.For(0, 200, i => log.Add(new OutcomeError(i % 2 == 0 ? "a" : "b"), null, Start));
            Assert.Equal([100, 100], log.Top().Select(count => count.Count));
            Assert.Equal(100, log.Recent().Count);
        }
    }
}
