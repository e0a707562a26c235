namespace FeatureRollout;

/// <summary>Runs the path that a flag picks, and records how it went.</summary>
public static class FeatureFlagsRunExtensions
{
    /// <summary>
    /// Runs <paramref name="on"/> where the flag is on for the customer, else <paramref name="off"/>, measures it, and records a
    /// success or a failure under the flag's answer; gives the path's result.
    /// <code>var reply = await flags.RunAsync("sentiment_analysis", customerId, on: NewReplyAsync, off: OldReplyAsync);</code>
    /// </summary>
    /// <remarks>
    /// What a path throws is recorded as a failure, with the exception's type and message, the customer and the metadata, and passes
    /// through. Work that ends with an <see cref="OperationCanceledException"/> once <paramref name="cancellationToken"/> is cancelled is
    /// recorded as neither. Never are both paths run, but for a fallback.
    /// </remarks>
    /// <param name="flags">The flags.</param>
    /// <param name="flag">The flag.</param>
    /// <param name="context">The customer.</param>
    /// <param name="on">The path where the flag is on.</param>
    /// <param name="off">The path where it is off.</param>
    /// <param name="isSuccess">Tells a result that is a failure from one that is a success; null where every result is a success. What it throws passes through, and nothing is recorded.</param>
    /// <param name="fallBackToOff">
    /// Whether <paramref name="off"/> is run where <paramref name="on"/> has thrown. That counts as a failure of on; how off then went
    /// is not recorded, since it was not what the flag answered.
    /// </param>
    /// <param name="metadata">What is worth knowing beside an error; see <see cref="OutcomeError"/> for how much is kept.</param>
    /// <param name="defaultValue">The answer for an unknown flag, of which nothing is recorded.</param>
    /// <param name="cancellationToken">Given to the path.</param>
    public static Task<T> RunAsync<T>(
        this IFeatureFlags flags,
        string flag,
        in EvaluationContext context,
        Func<CancellationToken, Task<T>> on,
        Func<CancellationToken, Task<T>> off,
        Func<T, bool>? isSuccess = null,
        bool fallBackToOff = false,
        IReadOnlyDictionary<string, string>? metadata = null,
        bool defaultValue = false,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(flags);
        ArgumentNullException.ThrowIfNull(on);
        ArgumentNullException.ThrowIfNull(off);
        var run = new Run(flags, flags.Evaluate(flag, context, defaultValue), context.CustomerId, metadata);
        return run.Enabled && fallBackToOff
            ? run.OfAsync(on, isSuccess, off, cancellationToken)
            : run.OfAsync(run.Enabled ? on : off, isSuccess, fallback: null, cancellationToken);
    }

    /// <summary>The same for paths without a result, which succeed unless they throw.</summary>
    /// <inheritdoc cref="RunAsync{T}" path="/remarks"/>
    /// <param name="flags">The flags.</param>
    /// <param name="flag">The flag.</param>
    /// <param name="context">The customer.</param>
    /// <param name="on">The path where the flag is on.</param>
    /// <param name="off">The path where it is off.</param>
    /// <param name="fallBackToOff">Whether <paramref name="off"/> is run, and not recorded, where <paramref name="on"/> has thrown.</param>
    /// <param name="metadata">What is worth knowing beside an error.</param>
    /// <param name="defaultValue">The answer for an unknown flag, of which nothing is recorded.</param>
    /// <param name="cancellationToken">Given to the path.</param>
    public static Task RunAsync(
        this IFeatureFlags flags,
        string flag,
        in EvaluationContext context,
        Func<CancellationToken, Task> on,
        Func<CancellationToken, Task> off,
        bool fallBackToOff = false,
        IReadOnlyDictionary<string, string>? metadata = null,
        bool defaultValue = false,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(on);
        ArgumentNullException.ThrowIfNull(off);
        return flags.RunAsync(flag, context, DoneAsync(on), DoneAsync(off), isSuccess: null, fallBackToOff, metadata, defaultValue, cancellationToken);
    }

    private static Func<CancellationToken, Task<bool>> DoneAsync(Func<CancellationToken, Task> path) => async cancellationToken =>
    {
        await path(cancellationToken).ConfigureAwait(false);
        return true;
    };

    /// <summary>One answer and what came of it. An answer of a flag that no client knows has no clock, and needs none.</summary>
    private sealed class Run(IFeatureFlags flags, FlagEvaluation evaluation, string? customerId, IReadOnlyDictionary<string, string>? metadata)
    {
        public bool Enabled => evaluation.Enabled;

        private TimeProvider? Time => evaluation.Source?.Record.Time;

        public async Task<T> OfAsync<T>(
            Func<CancellationToken, Task<T>> path, Func<T, bool>? isSuccess, Func<CancellationToken, Task<T>>? fallback, CancellationToken cancellationToken)
        {
            var start = Time?.GetTimestamp() ?? 0;
            T result;
            try
            {
                result = await path(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                flags.RecordOutcome(evaluation, FlagOutcome.Failure(OutcomeError.Of(exception, customerId, metadata), Since(start)));
                if (fallback is null)
                {
                    throw;
                }

                return await fallback(cancellationToken).ConfigureAwait(false);
            }

            var latency = Since(start);
            var succeeded = isSuccess?.Invoke(result) ?? true;
            flags.RecordOutcome(evaluation, new FlagOutcome(succeeded, latency));
            return result;
        }

        private TimeSpan? Since(long start) => Time?.GetElapsedTime(start);
    }
}
