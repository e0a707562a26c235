using FeatureRollout.Evaluation;
using FeatureRollout.Tests.Control;
using static FeatureRollout.Tests.Control.Running;

namespace FeatureRollout.Tests.Evaluation;

[Trait("Requirement", "F-27")]
public sealed class UnknownNamesTests
{
    [Fact]
    public void Whatever_is_asked_for_a_hundred_short_names_are_kept_at_most_and_every_question_is_in_the_total() =>
        Served.ForSeeds(100, random =>
        {
            var names = new UnknownNames();
            var asked = random.Next(3_000);
            for (var i = 0; i < asked; i++)
            {
                names.Count(random.Chance(2) ? null : Name(random));
            }

            var kept = names.List();
            Assert.InRange(kept.Count, 0, UnknownNames.MostNames);
            Assert.All(kept, name => Assert.InRange(name.Name.Length, 0, UnknownNames.LongestName));
            Assert.All(kept, name => Assert.InRange(name.Count, 1, asked));
            Assert.Equal(kept.Count, kept.Select(name => name.Name).Distinct(StringComparer.Ordinal).Count());
            Assert.Equal(kept.Select(name => name.Count).OrderDescending(), kept.Select(name => name.Count));
            Assert.Equal(asked, names.Total);
        });

    [Fact]
    public void A_name_of_more_than_a_hundredth_of_all_questions_is_never_lost_in_a_flood() =>
        Served.ForSeeds(60, random =>
        {
            var names = new UnknownNames();
            var counts = new Dictionary<string, long>(StringComparer.Ordinal);
            var (different, skew) = (random.Next(50, 3_000), random.Next(1, 6));
            for (var i = random.Next(5_000, 20_000); i > 0; i--)
            {
                // Few are frequent and most are rare, now here and now there.
                var name = FormattableString.Invariant($"n{(int)(different * Math.Pow(random.NextDouble(), skew)) + (i / 4_000 * 10)}");
                counts[name] = counts.GetValueOrDefault(name) + 1;
                names.Count(name);
            }

            var kept = names.List().ToDictionary(name => name.Name, name => name.Count, StringComparer.Ordinal);
            Assert.All(counts.Where(name => name.Value > names.Total / UnknownNames.MostNames), name => Assert.Contains(name.Key, kept));
            Assert.All(kept, name => Assert.InRange(name.Value, 1, counts[name.Key]));
        });

    [Fact]
    public void Few_names_are_counted_exactly()
    {
        var names = new UnknownNames();
        for (var i = 0; i < UnknownNames.MostNames; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                names.Count(FormattableString.Invariant($"n{i}"));
            }
        }

        Assert.Equal(Enumerable.Range(0, 100).Reverse().Select(i => ($"n{i}", i + 1L)), names.List());
    }

    [Fact]
    public void A_long_name_is_cut_at_a_whole_character_and_control_characters_stay()
    {
        var names = new UnknownNames();
        names.Count(new string('x', 128));
        names.Count(new string('x', 5_000) + "one");
        names.Count(new string('y', 127) + "😀");
        names.Count("a\r\n\0\u001b[31m");

        Assert.Equal([(new string('x', 128), 2), ("a\r\n\0\u001b[31m", 1), (new string('y', 127), 1)], names.List());
    }

    [Fact]
    public async Task Threads_that_ask_at_the_same_time_lose_no_question_of_a_name_that_is_kept()
    {
        var names = new UnknownNames();
        for (var i = 0; i < 20; i++)
        {
            names.Count(FormattableString.Invariant($"kept-{i}"));
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                names.Count(FormattableString.Invariant($"kept-{i % 20}"));
                if (i % 3 == 0)
                {
                    names.Count(FormattableString.Invariant($"flood-{thread}-{i}"));
                }
            }
        })));

        var kept = names.List();
        Assert.InRange(kept.Count, 20, UnknownNames.MostNames);
        Assert.All(Enumerable.Range(0, 20), i => Assert.Contains((FormattableString.Invariant($"kept-{i}"), 4_001), kept));
        Assert.Equal(20 + (4 * (20_000 + 6_667)), names.Total);
    }

    [Fact]
    public void Only_a_name_that_is_new_allocates()
    {
        var names = new UnknownNames();
        string[] asked = [.. Enumerable.Range(0, 50).Select(i => FormattableString.Invariant($"n{i}")), new string('x', 1_000), ""];
        Ask();

        Assert.Equal(0, Allocation.Least(Ask));

        void Ask()
        {
            foreach (var name in asked)
            {
                names.Count(name);
            }
        }
    }

    [Fact]
    public async Task Names_are_listed_with_the_nearest_flag_until_somebody_knows_them()
    {
        using var running = new Running("""{ "flags": { "search": {}, "conversations": {} } }""");
        for (var i = 0; i < 3; i++)
        {
            running.Flags.IsEnabled("serch", "acme");
            running.Flags.GetFlag("conversation").IsEnabled("acme");
        }

        running.Flags.For("acme").IsEnabled("serch");
        running.Flags.Evaluate("Wholly other", "acme");
        Assert.Equal([new("serch", 4, "search"), new("conversation", 3, "conversations"), new("Wholly other", 1, null)], running.Manager.ListUnknownFlags());

        running.File.Set(Read("""{ "flags": { "search": {}, "serch": {} } }"""));
        await running.Flags.RefreshAsync();
        Assert.Equal([new("conversation", 3, null), new UnknownFlag("Wholly other", 1, null)], running.Manager.ListUnknownFlags());
    }

    private static string Name(Random random) => random.Chance(10)
        ? new string(random.Of('a', '\0', '\uD800', '日'), random.Next(120, 140))
        : string.Create(random.Next(8), random, static (units, source) =>
        {
            foreach (ref var unit in units)
            {
                unit = (char)source.Next(0x10000);
            }
        });
}
