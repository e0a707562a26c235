using System.Buffers;
using System.Globalization;
using System.Text;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.TestKit.Conformance;

/// <summary>A rule of <c>docs/providers.md</c>, and the ways to ask whether it holds.</summary>
/// <param name="Id">Its number there.</param>
/// <param name="Text">Its sentence there, word for word.</param>
internal sealed record Rule(string Id, string Text)
{
    private const int LongestShown = 300;

    public ConformanceException Broken(FormattableString expected, FormattableString found, Exception? cause = null) =>
        new(Id, $"expected {Show(expected)}, found {Show(found)}; rule {Id} of docs/providers.md: {Text}", cause);

    public void Holds(bool holds, FormattableString expected, FormattableString found)
    {
        if (!holds)
        {
            throw Broken(expected, found);
        }
    }

    public void Equal<T>(T expected, T found, string what) =>
        Holds(EqualityComparer<T>.Default.Equals(expected, found), $"{what} to be {Shown(expected)}", $"{Shown(found)}");

    public void Sequence<T>(IEnumerable<T> expected, IEnumerable<T> found, string what)
    {
        T[] left = [.. expected], right = [.. found];
        Holds(left.SequenceEqual(right), $"{what} to be [{string.Join(", ", left.Select(Shown))}]", $"[{string.Join(", ", right.Select(Shown))}]");
    }

    /// <summary>Compares what is stored of two documents, member by member.</summary>
    public void Same(FlagDocument expected, FlagDocument? found, string what) =>
        Holds(found is not null && Json(expected) == Json(found), $"{what} to be {Json(expected)}", $"{(found is null ? "null" : Json(found))}");

    public void Same(IReadOnlyList<FlagDocument> expected, IReadOnlyList<FlagDocument> found, string what) =>
        Each(expected, found, what, Json, document => document.Key);

    public void Same(IReadOnlyList<RolloutEvent> expected, IReadOnlyList<RolloutEvent> found, string what) =>
        Each(expected, found, what, Json, one => one.Sequence.ToString(CultureInfo.InvariantCulture));

    public async Task ThrowsAsync<TException>(Func<Task> call, string what)
        where TException : Exception
    {
        try
        {
            await EndsAsync(call(), what).ConfigureAwait(false);
        }
        catch (TException)
        {
            return;
        }
        catch (Exception other) when (other is not ConformanceException)
        {
            throw Broken($"{typeof(TException).Name} of {what}", $"{other.GetType().Name} \"{other.Message}\"", other);
        }

        throw Broken($"{typeof(TException).Name} of {what}", $"that it succeeded");
    }

    /// <summary>Waits for something that must end, within a limit that no slow machine meets.</summary>
    public async Task EndsAsync(Task task, string what)
    {
        try
        {
            await task.WaitAsync(Trial.Limit).ConfigureAwait(false);
        }
        catch (TimeoutException late) when (!task.IsCompleted)
        {
            throw Broken($"that {what} ends", $"that it had not after {Trial.Limit.TotalSeconds} s", late);
        }
    }

    private void Each<T>(IReadOnlyList<T> expected, IReadOnlyList<T> found, string what, Func<T, string> json, Func<T, string> name)
    {
        for (var i = 0; i < Math.Min(expected.Count, found.Count); i++)
        {
            Holds(json(expected[i]) == json(found[i]), $"{name(expected[i])} of {what} to be {json(expected[i])}", $"{json(found[i])}");
        }

        Holds(expected.Count == found.Count, $"{what} to be {expected.Count}", $"{found.Count}");
    }

    private static string Json(FlagDocument document)
    {
        var json = new ArrayBufferWriter<byte>();
        RolloutJson.Write(document, json);
        return Encoding.UTF8.GetString(json.WrittenSpan);
    }

    private static string Json(RolloutEvent one)
    {
        var json = new ArrayBufferWriter<byte>();
        RolloutJson.Write(one, json);
        return Encoding.UTF8.GetString(json.WrittenSpan);
    }

    private static string Shown<T>(T value) =>
        value is null ? "null" : value is string text ? $"\"{text}\"" : FormattableString.Invariant($"{value}");

    private static string Show(FormattableString text) => JsonEscapes.Clip(text.ToString(CultureInfo.InvariantCulture), LongestShown);
}
