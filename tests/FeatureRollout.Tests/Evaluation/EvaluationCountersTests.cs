using FeatureRollout.Evaluation;

namespace FeatureRollout.Tests.Evaluation;

[Trait("Requirement", "S4-14")]
[Trait("Requirement", "F-21")]
public sealed class EvaluationCountersTests
{
    [Fact]
    public void On_and_off_are_counted_apart_and_by_slot()
    {
        var (first, second) = (EvaluationCounters.Allocate(), EvaluationCounters.Allocate());
        for (var i = 0; i < 10; i++)
        {
            EvaluationCounters.Count(first, enabled: i < 3);
        }

        EvaluationCounters.Count(second, enabled: true);

        Assert.Equal((7, 3), EvaluationCounters.Read(first));
        Assert.Equal((0, 1), EvaluationCounters.Read(second));
        EvaluationCounters.Free(first);
        EvaluationCounters.Free(second);
    }

    [Fact]
    public void Threads_that_live_and_die_are_all_counted_and_none_twice()
    {
        var slot = EvaluationCounters.Allocate();
        for (var round = 1; round <= 100; round++)
        {
            Run(4, _ =>
            {
                for (var i = 0; i < 1_000; i++)
                {
                    EvaluationCounters.Count(slot, enabled: i % 10 == 0);
                }
            });

            Assert.Equal((round * 3_600, round * 400), EvaluationCounters.Read(slot));
            if (round % 10 == 0)
            {
                CollectDead();
                Assert.Equal((round * 3_600, round * 400), EvaluationCounters.Read(slot));
            }
        }

        EvaluationCounters.Free(slot);
    }

    [Fact]
    public void Readings_never_shrink_while_threads_count_and_die()
    {
        var slot = EvaluationCounters.Allocate();
        var done = false;
        var shrunk = false;
        var reader = new Thread(() =>
        {
            var before = 0L;
            while (!Volatile.Read(ref done))
            {
                var (off, on) = EvaluationCounters.Read(slot);
                shrunk |= off + on < before;
                before = off + on;
            }
        });
        reader.Start();
        for (var round = 0; round < 100; round++)
        {
            Run(2, _ =>
            {
                for (var i = 0; i < 500; i++)
                {
                    EvaluationCounters.Count(slot, enabled: true);
                }
            });
            if (round % 10 == 0)
            {
                CollectDead();
            }
        }

        Volatile.Write(ref done, true);
        reader.Join();
        Assert.False(shrunk);
        Assert.Equal((0, 100_000), EvaluationCounters.Read(slot));
        EvaluationCounters.Free(slot);
    }

    [Fact]
    public void The_memory_of_dead_threads_is_given_back()
    {
        var slot = EvaluationCounters.Allocate();
        CollectDead();
        var before = EvaluationCounters.ThreadCount;
        Run(50, _ => EvaluationCounters.Count(slot, enabled: true));
        CollectDead();

        // Other tests run beside this one, on threads of their own.
        Assert.InRange(EvaluationCounters.ThreadCount, 0, before + 25);
        Assert.Equal((0, 50), EvaluationCounters.Read(slot));
        EvaluationCounters.Free(slot);
    }

    [Fact]
    public void A_slot_used_again_starts_at_zero_under_living_and_dead_threads()
    {
        // Freed slots come back oldest first, so a few thousand rounds see each of this test's again many times.
        for (var round = 0; round < 2_000; round++)
        {
            var slot = EvaluationCounters.Allocate();
            Assert.Equal((0, 0), EvaluationCounters.Read(slot));
            EvaluationCounters.Count(slot, enabled: true);
            if (round % 20 == 0)
            {
                Run(1, _ => EvaluationCounters.Count(slot, enabled: false));
                Assert.Equal((1, 1), EvaluationCounters.Read(slot));
            }

            if (round % 500 == 0)
            {
                CollectDead();
            }

            EvaluationCounters.Free(slot);
        }
    }

    [Fact]
    public void A_hundred_thousand_slots_each_keep_their_own_count()
    {
        var slots = Enumerable.Range(0, 100_000).Select(_ => EvaluationCounters.Allocate()).ToArray();
        Assert.Equal(slots.Length, slots.Distinct().Count());
        Run(2, _ =>
        {
            for (var i = 0; i < slots.Length; i++)
            {
                EvaluationCounters.Count(slots[i], enabled: i % 3 == 0);
            }
        });
        CollectDead();
        for (var i = 0; i < slots.Length; i++)
        {
            Assert.Equal(i % 3 == 0 ? (0, 2) : (2, 0), EvaluationCounters.Read(slots[i]));
        }

        Array.ForEach(slots, EvaluationCounters.Free);
    }

    [Fact]
    public void Counting_allocates_nothing_once_the_thread_has_the_page()
    {
        var slot = EvaluationCounters.Allocate();

        // The least of some rounds: the first gets the page, and the runtime may allocate while it compiles.
        Assert.Equal(0, Enumerable.Range(0, 5).Min(_ => Allocated(slot)));
        EvaluationCounters.Free(slot);

        static long Allocated(int slot)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100_000; i++)
            {
                EvaluationCounters.Count(slot, enabled: (i & 1) == 0);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void A_thread_pays_only_for_the_pages_that_it_touches()
    {
        var slots = Enumerable.Range(0, 10_000).Select(_ => EvaluationCounters.Allocate()).ToArray();
        Run(1, _ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            EvaluationCounters.Count(slots[^1], enabled: true);

            // One page of 8 KB; the rest is its directory, 8 bytes for each 512 slots of the process, and perhaps what a collection takes of the buffer.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 8_000, 13_000 + 8_192);
        });
        Array.ForEach(slots, EvaluationCounters.Free);
    }

    private static void CollectDead()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private static void Run(int count, Action<int> work)
    {
        Exception? thrown = null;
        var threads = Enumerable.Range(0, count).Select(index => new Thread(() =>
        {
            try
            {
                work(index);
            }
            catch (Exception exception)
            {
                thrown = exception;
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Null(thrown);
    }
}
