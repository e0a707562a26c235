using System.Diagnostics;

namespace FeatureRollout.Evaluation.Telemetry;

/// <summary>
/// Finds the request that a question is asked in, wherever in its code that is. Where the web server's activity stands for the request, its
/// record is made at the first answer and hung on that activity, so that a request without questions costs nothing; where there is none, the request
/// sets up its record beforehand.
/// </summary>
internal static class RequestReads
{
    /// <summary>The operation name of the activity that ASP.NET Core makes for each request.</summary>
    internal const string RequestOperation = "Microsoft.AspNetCore.Hosting.HttpRequestIn";

    private const string Property = "feature_rollout.reads";

    private static readonly Lock Making = new();
    private static readonly AsyncLocal<WithoutActivity?> Ambient = new();

    private static readonly Lock Listening = new();
    private static ActivityListener? _listener;
    private static int _applications;

    /// <summary>An application wants answers noted, until it says <see cref="Stop"/> as often.</summary>
    public static void Start()
    {
        lock (Listening)
        {
            if (_applications++ == 0)
            {
                // Read before the listener is asked: a source made only then would be shown to it while its field is still empty.
                var gate = FlagTracing.Gate;
                _listener = new ActivityListener { ShouldListenTo = source => ReferenceEquals(source, gate) };
                ActivitySource.AddActivityListener(_listener);
            }
        }
    }

    public static void Stop()
    {
        lock (Listening)
        {
            if (--_applications == 0)
            {
                _listener!.Dispose();
                _listener = null;
            }
        }
    }

    /// <summary>The record of a request with an activity; null where nothing was asked in it.</summary>
    public static FlagReads? Of(Activity request) => request.GetCustomProperty(Property) as FlagReads;

    /// <summary>Sets up the record of a request without an activity, for the rest of the calling method and whatever it calls.</summary>
    public static FlagReads Begin()
    {
        var reads = new FlagReads();
        Ambient.Value = new WithoutActivity(reads, RequestActivity());
        return reads;
    }

    /// <summary>Notes an answer for the request that it is given in, if any.</summary>
    public static void Note(CompiledFlag flag, Verdict verdict, string? customerId) => Current()?.Note(flag, verdict, customerId);

    /// <summary>See <see cref="FlagReads.Settle"/>.</summary>
    public static void Settle(in FlagEvaluation evaluation)
    {
        if (evaluation.Source is { } flag)
        {
            Current()?.Settle(flag, new Verdict(evaluation.Enabled, evaluation.Reason));
        }
    }

    /// <summary>
    /// Of a request inside a request, as in tests of several applications, the inner one; none for work that outlives its request, nor
    /// where answers are watched for spans alone.
    /// </summary>
    private static FlagReads? Current()
    {
        if (Volatile.Read(ref _listener) is null)
        {
            return null;
        }

        var activity = RequestActivity();
        var ambient = Ambient.Value;
        return ambient is not null && ReferenceEquals(ambient.Around, activity) ? ambient.Reads
            : activity is null || activity.IsStopped ? null
            : Of(activity) ?? Make(activity);
    }

    private static Activity? RequestActivity()
    {
        var activity = Activity.Current;
        while (activity is not null && activity.OperationName != RequestOperation)
        {
            activity = activity.Parent;
        }

        return activity;
    }

    private static FlagReads Make(Activity activity)
    {
        lock (Making)
        {
            if (Of(activity) is { } made)
            {
                return made;
            }

            var reads = new FlagReads();
            activity.SetCustomProperty(Property, reads);
            return reads;
        }
    }

    /// <param name="Reads">The record.</param>
    /// <param name="Around">The activity of a request that this one is inside of; null where there is none.</param>
    private sealed record WithoutActivity(FlagReads Reads, Activity? Around);
}
