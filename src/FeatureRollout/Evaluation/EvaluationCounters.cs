using System.Runtime.CompilerServices;

namespace FeatureRollout.Evaluation;

/// <summary>
/// Counts answers, on and off, under numbered slots: one for each flag of each client in the process. Every thread counts
/// in memory of its own, without a lock or an interlocked instruction, and reading adds the threads up.
/// </summary>
/// <remarks>
/// A thread gets a page for 512 slots (8 KB) when it first counts in one of them. The pages hang on a holder that only the
/// thread refers to; when the thread has died, the holder's finalizer moves its counts to those of the ended threads. A slot
/// that is used again cannot be zeroed under threads that may be writing, so what stood there is subtracted instead.
/// </remarks>
internal static class EvaluationCounters
{
    private const int PageBits = 9;
    private const int SlotsPerPage = 1 << PageBits;

    // A cache line before and after the cells, so that pages of two threads that lie side by side never share one.
    private const int Padding = 8;
    private const int CellsPerPage = Padding + (2 * SlotsPerPage) + Padding;

    private static readonly Lock Gate = new();
    private static readonly List<ThreadPages> Threads = [];
    private static readonly ThreadPages Ended = new();
    private static readonly ThreadPages Baseline = new();
    private static readonly Queue<int> FreeSlots = new();
    private static int s_slots;

    /// <summary>Threads whose counts stand apart: the running ones that have counted, and dead ones not collected yet.</summary>
    internal static int ThreadCount
    {
        get
        {
            lock (Gate)
            {
                return Threads.Count;
            }
        }
    }

    /// <summary>A slot that counts from zero. It is the caller's until <see cref="Free"/>.</summary>
    internal static int Allocate()
    {
        lock (Gate)
        {
            if (!FreeSlots.TryDequeue(out var slot))
            {
                return s_slots++;
            }

            var (off, on) = Sum(slot);
            Baseline.Cell(slot, enabled: false) = off;
            Baseline.Cell(slot, enabled: true) = on;
            return slot;
        }
    }

    /// <summary>
    /// Gives a slot back, once; the longest free one is used again first. Nobody should count in it from here on: until it
    /// is used again such counts vanish, after that they are the next owner's.
    /// </summary>
    internal static void Free(int slot)
    {
        lock (Gate)
        {
            FreeSlots.Enqueue(slot);
        }
    }

    /// <summary>Counts one answer. Allocates when this thread first counts in one of 512 neighbouring slots.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Count(int slot, bool enabled)
    {
        var pages = Current.Pages;
        var page = slot >> PageBits;
        if (pages is not null && (uint)page < (uint)pages.Length)
        {
            // A page not used yet is an empty array.
            var cells = pages[page];
            var cell = CellOf(slot, enabled);
            if ((uint)cell < (uint)cells.Length)
            {
                cells[cell]++;
                return;
            }
        }

        CountFirst(slot, enabled);
    }

    /// <summary>The answers counted since the slot was allocated. Counts of running threads may be a moment old, and never shrink.</summary>
    internal static (long Off, long On) Read(int slot)
    {
        lock (Gate)
        {
            var (off, on) = Sum(slot);
            return (off - Baseline.Read(slot, enabled: false), on - Baseline.Read(slot, enabled: true));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CellOf(int slot, bool enabled) =>
        Padding + ((slot & (SlotsPerPage - 1)) << 1) + Unsafe.BitCast<bool, byte>(enabled);

    private static (long Off, long On) Sum(int slot)
    {
        var (off, on) = (Ended.Read(slot, enabled: false), Ended.Read(slot, enabled: true));
        foreach (var thread in Threads)
        {
            off += thread.Read(slot, enabled: false);
            on += thread.Read(slot, enabled: true);
        }

        return (off, on);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CountFirst(int slot, bool enabled)
    {
        lock (Gate)
        {
            if (Current.Holder is null)
            {
                var pages = new ThreadPages();
                Threads.Add(pages);
                Current.Holder = new Holder(pages);
            }

            Current.Holder.Pages.Cell(slot, enabled)++;
            Current.Pages = Current.Holder.Pages.Pages;
        }
    }

    private static void End(ThreadPages pages)
    {
        lock (Gate)
        {
            if (Threads.Remove(pages))
            {
                Ended.Add(pages);
            }
        }
    }

    /// <summary>The thread's own references; apart, so that the access needs no static constructor of the rest.</summary>
    private static class Current
    {
        [ThreadStatic]
        internal static long[][]? Pages;

        [ThreadStatic]
        internal static Holder? Holder;
    }

    /// <summary>Unreachable when its thread has died, and only then.</summary>
    private sealed class Holder(ThreadPages pages)
    {
        internal ThreadPages Pages => pages;

#pragma warning disable MA0055 // Nothing but the collector tells that a thread has died, and no handle is freed here.
        ~Holder() => End(pages);
#pragma warning restore MA0055
    }

    /// <summary>Cells by slot. Pages are added under the gate; only the owner writes cells.</summary>
    private sealed class ThreadPages
    {
        internal long[][] Pages { get; private set; } = [];

        /// <summary>The cell, made if need be; under the gate and by the owner.</summary>
        internal ref long Cell(int slot, bool enabled)
        {
            var page = slot >> PageBits;
            if (page >= Pages.Length)
            {
                var longer = new long[page + 1][];
                Pages.CopyTo(longer, 0);
                longer.AsSpan(Pages.Length).Fill([]);
                Pages = longer;
            }

            if (Pages[page].Length == 0)
            {
                Pages[page] = new long[CellsPerPage];
            }

            return ref Pages[page][CellOf(slot, enabled)];
        }

        /// <summary>The cell's value, zero where there is none; under the gate.</summary>
        internal long Read(int slot, bool enabled)
        {
            var page = slot >> PageBits;
            return page < Pages.Length && Pages[page] is { Length: > 0 } cells
                ? Volatile.Read(ref cells[CellOf(slot, enabled)])
                : 0;
        }

        internal void Add(ThreadPages other)
        {
            for (var page = 0; page < other.Pages.Length; page++)
            {
                var from = other.Pages[page];
                if (from.Length == 0)
                {
                    continue;
                }

                _ = Cell(page << PageBits, enabled: false);
                var to = Pages[page];
                for (var cell = 0; cell < from.Length; cell++)
                {
                    to[cell] += from[cell];
                }
            }
        }
    }
}
