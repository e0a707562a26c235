namespace FeatureRollout.Control.Sharing;

/// <summary>One kind of trouble: told once, however often it comes, and its end. Thread-safe.</summary>
internal sealed class Trouble(Troubles troubles, string source, string words, string recovery)
{
    private int _stands;
    private long _failedAt;

    /// <summary>
    /// What is wrong, in one sentence; null while nothing is. What is not tried any more is not known to fail: a process that has lost the lease, say, looks at no rollout.
    /// </summary>
    public string? Standing => Volatile.Read(ref _stands) == 0 || troubles.Time.GetElapsedTime(Volatile.Read(ref _failedAt)) > troubles.Memory ? null : words + ".";

    public void Failed(Exception exception)
    {
        Volatile.Write(ref _failedAt, troubles.Time.GetTimestamp());
        if (Interlocked.Exchange(ref _stands, 1) == 0)
        {
            troubles.Notify(new FlagsNotice(FlagsNoticeLevel.Warning, source, $"{words}: {exception.Message}", exception));
        }
    }

    public void Succeeded()
    {
        if (Interlocked.Exchange(ref _stands, 0) == 1)
        {
            troubles.Notify(new FlagsNotice(FlagsNoticeLevel.Information, source, recovery, null));
        }
    }
}

/// <summary>The troubles that the loops of one engine may have, and those that stand. Thread-safe once all are made.</summary>
/// <param name="notify">Who is told.</param>
/// <param name="time">The clock.</param>
/// <param name="memory">For so long a trouble stands that nobody runs into again; longer than each of the loops rests.</param>
internal sealed class Troubles(Action<FlagsNotice> notify, TimeProvider time, TimeSpan memory)
{
    private readonly List<Trouble> _all = [];

    /// <summary>What is wrong now, each in one sentence.</summary>
    public IReadOnlyList<string> Standing => [.. _all.Select(trouble => trouble.Standing).OfType<string>()];

    internal TimeProvider Time => time;

    internal TimeSpan Memory => memory;

    /// <summary>Makes one.</summary>
    /// <param name="source">What a notice is about.</param>
    /// <param name="words">What is wrong, without the full stop.</param>
    /// <param name="recovery">What to say of its end.</param>
    public Trouble New(string source, string words, string recovery)
    {
        var trouble = new Trouble(this, source, words, recovery);
        _all.Add(trouble);
        return trouble;
    }

    /// <summary>Tells what is no trouble.</summary>
    public void Notify(FlagsNotice notice) => notify(notice);
}
