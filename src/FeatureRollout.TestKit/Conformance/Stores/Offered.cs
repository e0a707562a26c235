namespace FeatureRollout.TestKit.Conformance.Stores;

/// <summary>Calls that a store need not offer.</summary>
internal static class Offered
{
    /// <returns>False where the store does not offer it.</returns>
    public static async Task<bool> TryAsync(Func<Task> call)
    {
        try
        {
            await call().ConfigureAwait(false);
            return true;
        }
        catch (NotSupportedException)
        {
            return false;
        }
    }

    /// <summary>For a cancelled call: what is not offered need not look at the cancellation.</summary>
    public static async Task OrCancelledAsync(Func<Task> call)
    {
        if (!await TryAsync(call).ConfigureAwait(false))
        {
            throw new OperationCanceledException();
        }
    }
}
