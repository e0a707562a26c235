using Microsoft.FeatureManagement.FeatureFilters;

namespace FeatureRollout.Customers;

/// <summary>The customer of a question that was asked without a context.</summary>
/// <param name="services">What the given function is called with.</param>
/// <param name="customer">The application's own function, if it has one.</param>
/// <param name="accessor">Microsoft's way, if there is no such function.</param>
internal sealed class AmbientCustomer(
    IServiceProvider services, Func<IServiceProvider, ValueTask<EvaluationContext>>? customer, ITargetingContextAccessor? accessor)
{
    /// <summary>Nobody where there is neither a function nor an accessor. Throws nothing itself: whoever waits for the task gets it.</summary>
    public ValueTask<EvaluationContext> GetAsync()
    {
        try
        {
            if (customer is not null)
            {
                return customer(services);
            }

            if (accessor is null)
            {
                return default;
            }

            var asked = accessor.GetContextAsync();
            return asked.IsCompletedSuccessfully ? new ValueTask<EvaluationContext>(TargetingCustomer.Of(asked.Result)) : WaitAsync(asked);
        }
        catch (Exception exception)
        {
            return ValueTask.FromException<EvaluationContext>(exception);
        }
    }

    private static async ValueTask<EvaluationContext> WaitAsync(ValueTask<TargetingContext> asked) =>
        TargetingCustomer.Of(await asked.ConfigureAwait(false));
}
