namespace FeatureRollout.Control.Sharing;

/// <summary>One kind of trouble: told once, however often it comes, and its end. Thread-safe.</summary>
internal sealed class Trouble(Action<FlagsNotice> notify, string source, string words, string recovery)
{
    private int _stands;

    /// <summary>What is wrong, in one sentence; null while nothing is.</summary>
    public string? Standing => Volatile.Read(ref _stands) == 0 ? null : words + ".";

    public void Failed(Exception exception)
    {
        if (Interlocked.Exchange(ref _stands, 1) == 0)
        {
            notify(new FlagsNotice(FlagsNoticeLevel.Warning, source, $"{words}: {exception.Message}", exception));
        }
    }

    public void Succeeded()
    {
        if (Interlocked.Exchange(ref _stands, 0) == 1)
        {
            notify(new FlagsNotice(FlagsNoticeLevel.Information, source, recovery, null));
        }
    }
}

/// <summary>The troubles that the loops of one engine may have, and those that stand. Thread-safe once all are made.</summary>
/// <param name="notify">Who is told.</param>
internal sealed class Troubles(Action<FlagsNotice> notify)
{
    private readonly List<Trouble> _all = [];

    /// <summary>What is wrong now, each in one sentence.</summary>
    public IReadOnlyList<string> Standing => [.. _all.Select(trouble => trouble.Standing).OfType<string>()];

    /// <summary>Makes one.</summary>
    /// <param name="source">What a notice is about.</param>
    /// <param name="words">What is wrong, without the full stop.</param>
    /// <param name="recovery">What to say of its end.</param>
    public Trouble New(string source, string words, string recovery)
    {
        var trouble = new Trouble(notify, source, words, recovery);
        _all.Add(trouble);
        return trouble;
    }

    /// <summary>Tells what is no trouble.</summary>
    public void Notify(FlagsNotice notice) => notify(notice);
}
