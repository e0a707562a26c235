using System.Diagnostics.CodeAnalysis;
using Microsoft.FeatureManagement.FeatureFilters;

namespace FeatureRollout.Customers;

/// <summary>The customer of a context that was given with the question.</summary>
/// <param name="contexts">What the application says of its own contexts.</param>
internal sealed class GivenCustomer(Func<object, EvaluationContext?>[] contexts)
{
    /// <summary>False where the context says nothing of a customer.</summary>
    public bool TryGet<TContext>([NotNullWhen(true)] TContext context, out EvaluationContext customer)
    {
        if (context is not null)
        {
            foreach (var own in contexts)
            {
                if (own(context) is { } found)
                {
                    customer = found;
                    return true;
                }
            }
        }

        switch (context)
        {
            case EvaluationContext asked:
                customer = asked;
                return true;
            case ITargetingContext targeting:
                customer = TargetingCustomer.Of(targeting);
                return true;
            default:
                customer = default;
                return false;
        }
    }
}
