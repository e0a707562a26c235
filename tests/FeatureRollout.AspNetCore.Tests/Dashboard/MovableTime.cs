namespace FeatureRollout.AspNetCore.Tests.Dashboard;

/// <summary>The system's clock, set back or forth; timers run as they do.</summary>
internal sealed class MovableTime : TimeProvider
{
    private long _offset;

    public TimeSpan Offset
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _offset));
        set => Interlocked.Exchange(ref _offset, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
}
