using System.Runtime.CompilerServices;

namespace FeatureRollout.Outcomes;

/// <summary>
/// The time for counting by the minute. The system's clock costs more to read than an outcome to count, so one
/// <see cref="CoarseClock"/> for the process reads it twice a second; any other is read at each question, so that virtual time is exact. Thread-safe.
/// </summary>
internal sealed class OutcomeClock(TimeProvider time)
{
    private static readonly CoarseClock System = new(TimeProvider.System);

    private readonly bool _isSystem = time == TimeProvider.System;

    /// <summary>UTC in ticks of 100 ns.</summary>
    internal long NowTicks
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _isSystem ? System.NowTicks : time.GetUtcNow().UtcTicks;
    }
}
