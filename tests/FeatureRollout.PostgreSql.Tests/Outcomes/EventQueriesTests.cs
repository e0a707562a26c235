using System.Globalization;
using FeatureRollout.PostgreSql.Tests.Servers;
using static FeatureRollout.PostgreSql.Tests.Outcomes.OutcomeStore;

namespace FeatureRollout.PostgreSql.Tests.Outcomes;

/// <summary>The four queries of the pilot rollout guide, to the letter.</summary>
[Trait("Requirement", "S4-08")]
[Trait("Requirement", "S4-13")]
public sealed class EventQueriesTests
{
    private const string Status = """
        SELECT
          feature_name,
          current_tier,
          percentage,
          status,
          started_at
        FROM feature_rollouts
        ORDER BY started_at DESC;
        """;

    private const string ErrorRate = """
        SELECT
          feature_name,
          COUNT(*) FILTER (WHERE event = 'error') as errors,
          COUNT(*) FILTER (WHERE event = 'enabled') as enabled,
          ROUND(
            COUNT(*) FILTER (WHERE event = 'error')::numeric /
            NULLIF(COUNT(*) FILTER (WHERE event = 'enabled'), 0) * 100,
            2
          ) as error_rate_percent
        FROM rollout_events
        WHERE timestamp > NOW() - INTERVAL '1 hour'
        GROUP BY feature_name;
        """;

    private const string TopErrors = """
        SELECT
          feature_name,
          customer_id,
          metadata,
          timestamp
        FROM rollout_events
        WHERE event = 'error'
        ORDER BY timestamp DESC
        LIMIT 10;
        """;

    private const string RecentErrors = """
        SELECT *
        FROM rollout_events
        WHERE feature_name = 'phase2_enhanced_storage'
          AND event = 'error'
          AND timestamp > NOW() - INTERVAL '24 hours'
        ORDER BY timestamp DESC;
        """;

    [FactWithPostgres]
    public async Task They_count_right_before_and_after_batches_are_joined()
    {
        await using var store = await CreateAsync();
        var random = new Random(7);
        var all = new List<AgedOutcomes>();
        var errors = new List<AgedError>();
        for (var sequence = 1; sequence <= 200; sequence++)
        {
            // Nothing within ten minutes of an hour's or a day's end: what is joined has the begin of its hour.
            var minutes = random.Next(5) switch { 0 => random.Next(65, 115), 1 => random.Next(200, 1200), 2 => random.Next(1600, 20_000), _ => random.Next(50) };
            var flag = random.Next(3) == 0 ? "another" : "phase2_enhanced_storage";
            var counts = Counts(TimeSpan.FromMinutes(minutes), random.Next(200), random.Next(8), flag, enabled: random.Next(4) > 0);
            var told = counts.Counts.Enabled
                ? Enumerable.Range(0, random.Next((int)counts.Counts.Failures + 1)).Select(i => new AgedError(
                    counts.Age, flag, "pilot", new OutcomeError("Timeout: storage", $"customer-{sequence}", new Dictionary<string, string>(StringComparer.Ordinal) { ["path"] = "/a" })))
                    .ToArray()
                : [];
            await store.AddAsync(Batch("p", sequence, counts) with { Errors = told });
            all.Add(counts);
            errors.AddRange(told);
        }

        for (var joined = 0; joined < 2; joined++)
        {
            Assert.Equal(
                all.Where(each => each.Age < TimeSpan.FromMinutes(60) && each.Counts.Enabled).GroupBy(each => each.Counts.Flag, StringComparer.Ordinal)
                    .Select(flag => (Errors: flag.Sum(each => each.Counts.Failures), Enabled: flag.Sum(each => each.Counts.Successes + each.Counts.Failures), Flag: flag.Key))
                    .Select(sum => string.Create(CultureInfo.InvariantCulture, $"{sum.Flag}|{sum.Errors}|{sum.Enabled}|{decimal.Round(100m * sum.Errors / sum.Enabled, 2, MidpointRounding.AwayFromZero):0.00}"))
                    .Order(StringComparer.Ordinal),
                Lines(await store.Database.PsqlAsync(ErrorRate)).Order(StringComparer.Ordinal));

            var recent = Lines(await store.Database.PsqlAsync(RecentErrors));
            var last = all.Where(each => each.Age < TimeSpan.FromHours(24) && each.Counts is { Enabled: true, Flag: "phase2_enhanced_storage" }).Sum(each => each.Counts.Failures);
            Assert.Equal(last, recent.Length);
            Assert.Equal(
                errors.Count(each => each.Age < TimeSpan.FromHours(24) && each.Flag == "phase2_enhanced_storage"), recent.Count(line => line.Contains("Timeout: storage", StringComparison.Ordinal)));

            var top = Lines(await store.Database.PsqlAsync(TopErrors));
            Assert.Equal(10, top.Length);
            Assert.Equal(all.Where(each => each.Counts.Enabled).Sum(each => each.Counts.Failures), await store.EventsAsync("error"));
            Assert.Contains(top, line => line.Contains("""{"path": "/a", "error": "Timeout: storage"}""", StringComparison.Ordinal));
            Assert.Empty(await store.Database.PsqlAsync(Status));
            await store.CompactAsync();
        }
    }

    [FactWithPostgres]
    public async Task Changes_are_events_whatever_text_they_hold()
    {
        await using var store = await CreateAsync();
        await store.ReadAsync();
        await store.Database.ExecuteAsync("""
            INSERT INTO rollout_changes (sequence, feature_name, version, at, actor, kind, write_id, document) VALUES
                (1, 'a', 1, now(), 'controller', 'rolledBack', gen_random_uuid(), '{"reason":"too many errors","to":{"stage":"pilot"}}'),
                (2, 'a', 2, now(), 'eva', 'overrideSet', gen_random_uuid(), '{"change":{"customerId":"a\u0000\ud83d\ude00\ud83d-\uD800\udc00\ude00\\ud83d\\\ude00\\u0000"}}')
            """);
        var lines = Lines(await store.Database.PsqlAsync("SELECT event, customer_id, metadata, stage FROM rollout_events ORDER BY metadata->>'version'"));
        Assert.Equal(
            [
                """rolled_back||{"to": {"stage": "pilot"}, "actor": "controller", "reason": "too many errors", "version": 1}|pilot""",
                "override_set|a\u00100000😀\u0010d83d-𐀀\u0010de00\\ud83d\\\u0010de00\\u0000|{\"actor\": \"eva\", \"version\": 2}|",
            ],
            lines);
    }

    [FactWithPostgres]
    public async Task The_condition_on_the_time_reaches_every_table()
    {
        await using var store = await CreateAsync();
        await store.ReadAsync();
        await store.Database.ExecuteAsync("""
            INSERT INTO feature_rollout_outcomes SELECT i, now() - i * interval '1 second', 'f' || i % 10, 's', 1, true, true, 3, 1, 0, '{}', '{}' FROM generate_series(1, 50000) AS i;
            INSERT INTO feature_rollout_outcome_spans
                SELECT '1 hour', date_bin('1 hour', now() - i * interval '1 hour', 'epoch'), 'f' || f, 's', 1, true, true, 3, 1, 0, '{}', '{}' FROM generate_series(1, 2000) AS i, generate_series(1, 10) AS f;
            INSERT INTO feature_rollout_errors SELECT i, now() - i * interval '1 second', 'f' || i % 10, 's', 'c', 'e', '{}', true FROM generate_series(1, 50000) AS i;
            INSERT INTO rollout_changes SELECT i, 'f', i, now() - i * interval '1 minute', 'a', 'killed', gen_random_uuid(), '{}' FROM generate_series(1, 20000) AS i;
            ANALYZE
            """);
        var plan = await store.Database.PsqlAsync("EXPLAIN " + ErrorRate);
        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
        Assert.Equal(6, plan.Split("(at > (now()").Length - 1);
        var ofFlag = await store.Database.PsqlAsync("EXPLAIN " + RecentErrors.Replace("24 hours", "2 hours", StringComparison.Ordinal));
        Assert.DoesNotContain("Seq Scan", ofFlag, StringComparison.Ordinal);
        Assert.DoesNotContain("'enabled'", ofFlag, StringComparison.Ordinal);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
