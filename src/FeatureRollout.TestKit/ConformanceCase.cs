using FeatureRollout.TestKit.Conformance;

namespace FeatureRollout.TestKit;

/// <summary>
/// One rule put to the test: a name and something to run, for any test framework. Each run opens storage of its own and
/// cleans it up, so that cases may run in any order and beside each other.
/// </summary>
public sealed class ConformanceCase
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan LongestLong = TimeSpan.FromMinutes(15);

    private readonly Func<CancellationToken, Task> _run;

    internal ConformanceCase(string name, bool isLong, Func<CancellationToken, Task> run)
    {
        Name = name;
        IsLong = isLong;
        _run = run;
    }

    /// <summary>The case as a sentence, such as <c>A write of a version that has moved loses and leaves nothing</c>; no two of a list share one.</summary>
    public string Name { get; }

    /// <summary>Whether it works on large content and may take from seconds to minutes.</summary>
    public bool IsLong { get; }

    /// <summary>Runs the case. It ends by itself within 3 minutes, a long one within 15.</summary>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="ConformanceException">A rule is broken; the only exception that a failing case throws.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        var limit = IsLong ? LongestLong : Longest;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(limit);
        try
        {
            await _run(end.Token).WaitAsync(end.Token).ConfigureAwait(false);
        }
        catch (ConformanceException broken)
        {
            broken.CaseName ??= Name;
            throw;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException late) when (end.IsCancellationRequested)
        {
            throw Named(Rules.Works.Broken($"an end within {limit.TotalMinutes} minutes", $"that it was still running", late));
        }
        catch (Exception thrown)
        {
            throw Named(Rules.Works.Broken($"that every call succeeds", $"{thrown.GetType().Name} \"{thrown.Message}\"", thrown));
        }
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    private ConformanceException Named(ConformanceException broken)
    {
        broken.CaseName = Name;
        return broken;
    }
}
