#pragma warning disable
namespace FeatureRollout;
/// <summary>stub</summary>
public sealed class FeatureFlags : IFeatureFlags, IDisposable
{
    /// <summary>Makes a client that serves nothing until <see cref="RunAsync"/> or <see cref="RefreshAsync"/> has read the providers.</summary>
    public FeatureFlags(FeatureFlagsOptions options) => throw new NotImplementedException();
    /// <summary>A client over one flag file's text. Throws FlagFileException.</summary>
    public static FeatureFlags FromJson(string json) => throw new NotImplementedException();
    /// <summary>Reads every provider once, now; never throws for a provider's trouble.</summary>
    public Task RefreshAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();
    /// <summary>Keeps the flags fresh until cancelled: reads, watches, polls. Called at most once.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => throw new NotImplementedException();
    /// <inheritdoc/>
    public bool IsEnabled(string flag, string customerId) => throw new NotImplementedException();
    /// <inheritdoc/>
    public bool IsEnabled(string flag, string customerId, bool defaultValue) => throw new NotImplementedException();
    /// <inheritdoc/>
    public bool IsEnabled(string flag, in EvaluationContext context) => throw new NotImplementedException();
    /// <inheritdoc/>
    public bool IsEnabled(string flag, in EvaluationContext context, bool defaultValue) => throw new NotImplementedException();
    /// <inheritdoc/>
    public FlagEvaluation Evaluate(string flag, in EvaluationContext context, bool defaultValue = false) => throw new NotImplementedException();
    /// <inheritdoc/>
    public T GetVariant<T>(string flag, in EvaluationContext context, T fallback) => throw new NotImplementedException();
    /// <inheritdoc/>
    public CustomerFlags For(in EvaluationContext context) => throw new NotImplementedException();
    /// <inheritdoc/>
    public FeatureFlag GetFlag(string flag) => throw new NotImplementedException();
    /// <inheritdoc/>
    public FlagExplanation Explain(string flag, in EvaluationContext context) => throw new NotImplementedException();
    /// <inheritdoc/>
    public void RecordOutcome(in FlagEvaluation evaluation, FlagOutcome outcome) => throw new NotImplementedException();
    /// <inheritdoc/>
    public FlagStatistics? GetStatistics(string flag) => throw new NotImplementedException();
    /// <inheritdoc/>
    public FeatureFlagsStatus Status => throw new NotImplementedException();
    /// <inheritdoc/>
    public ValueTask<bool> WaitUntilReadyAsync(TimeSpan limit, CancellationToken cancellationToken = default) => throw new NotImplementedException();
    /// <inheritdoc/>
    public IDisposable OnChange(string name, Action<FlagsChange> listener) => throw new NotImplementedException();
    /// <inheritdoc/>
    public void Dispose() { }
}
/// <summary>stub</summary>
public readonly struct CustomerFlags { /// <summary>stub</summary>
    public bool IsEnabled(string flag) => false; }
/// <summary>stub</summary>
public sealed class FeatureFlag { /// <summary>stub</summary>
    public bool IsEnabled(string customerId) => false;
    /// <summary>stub</summary>
    public bool IsEnabled(in EvaluationContext context) => false;
    /// <summary>stub</summary>
    public bool IsEnabled(in CustomerFlags customer) => false; }
