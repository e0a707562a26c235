namespace FeatureRollout.TestKit.Conformance;

/// <summary>What all trials share.</summary>
internal static class Trial
{
    public const string Production = "production";
    public const string Staging = "staging";

    /// <summary>How long something that must come about may take; only a failing case waits so long.</summary>
    public static TimeSpan Limit => Patience.Value ?? TimeSpan.FromSeconds(30);

    /// <summary>Less patience, for a test of the kit that waits for something to fail.</summary>
    public static AsyncLocal<TimeSpan?> Patience { get; } = new();

    /// <summary>Closes what was opened, where it can be closed.</summary>
    public static async ValueTask CloseAsync(object opened)
    {
        if (opened is IAsyncDisposable asynchronous)
        {
            await asynchronous.DisposeAsync().ConfigureAwait(false);
        }
        else if (opened is IDisposable disposable)
        {
            disposable.Dispose();
        }
    }
}

/// <summary>One run of one case: opens the storage, passes time, and closes everything at the end.</summary>
internal class Trial<TStore> : IAsyncDisposable
    where TStore : class
{
    private readonly List<TStore> _opened = [];
    private readonly Func<CancellationToken, ValueTask<TStore>> _open;
    private readonly IAsyncDisposable _subject;
    private readonly VirtualTimeProvider? _clock;

    public Trial(Func<CancellationToken, ValueTask<TStore>> open, IAsyncDisposable subject, VirtualTimeProvider? clock, CancellationToken end)
    {
        _open = open;
        _subject = subject;
        _clock = clock;
        End = end;
    }

    /// <summary>Ends the case.</summary>
    public CancellationToken End { get; }

    /// <summary>Whether time passes at will; else a case waits for it, and asks for little.</summary>
    public bool IsVirtual => _clock is not null;

    public async Task<TStore> OpenAsync()
    {
        var opened = await _open(End).ConfigureAwait(false);
        _opened.Add(opened);
        return opened;
    }

    /// <summary>Lets so much time pass on the storage's clock.</summary>
    public Task PassAsync(TimeSpan time)
    {
        if (_clock is null)
        {
            return Task.Delay(time, TimeProvider.System, End);
        }

        _clock.Advance(time);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var opened in _opened)
        {
            await Trial.CloseAsync(opened).ConfigureAwait(false);
        }

        await _subject.DisposeAsync().ConfigureAwait(false);
    }
}
