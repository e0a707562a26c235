namespace FeatureRollout.Control.Sharing;

/// <summary>Tells of trouble once, however often it comes, and of its end. Thread-safe.</summary>
/// <param name="notify">Who is told.</param>
/// <param name="trouble">What to say of trouble, before its message.</param>
/// <param name="recovery">What to say of its end.</param>
internal sealed class TroubleTold(Action<FlagsNotice> notify, string trouble, string recovery)
{
    private int _isTold;

    public void Failed(Exception exception)
    {
        if (Interlocked.Exchange(ref _isTold, 1) == 0)
        {
            notify(new FlagsNotice(FlagsNoticeLevel.Warning, "outcomes", $"{trouble}: {exception.Message}", exception));
        }
    }

    public void Succeeded()
    {
        if (Interlocked.Exchange(ref _isTold, 0) == 1)
        {
            notify(new FlagsNotice(FlagsNoticeLevel.Information, "outcomes", recovery, null));
        }
    }
}
