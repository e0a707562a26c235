using System.Threading.Channels;

namespace FeatureRollout.Tests.Evaluation;

/// <summary>What listeners were told on other threads, waited for one by one.</summary>
internal sealed class Hearing<T>
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private readonly Channel<T> _heard = Channel.CreateUnbounded<T>();

    public void Add(T item) => Assert.True(_heard.Writer.TryWrite(item));

    /// <summary>The next thing that was told, or a failure after a long time.</summary>
    public Task<T> Next() => _heard.Reader.ReadAsync().AsTask().WaitAsync(Longest);

    /// <summary>The next so many.</summary>
    public async Task<List<T>> Next(int count)
    {
        List<T> heard = [];
        while (heard.Count < count)
        {
            heard.Add(await Next());
        }

        return heard;
    }
}

/// <summary>Changes as text, such as <c>2: a,b</c>.</summary>
internal static class Hearing
{
    public static Hearing<string> Of(IFeatureFlags client)
    {
        var heard = new Hearing<string>();
        _ = client.OnChange("test", change => heard.Add(FormattableString.Invariant($"{change.Version}: {string.Join(',', change.Flags)}")));
        return heard;
    }
}
