using Microsoft.FeatureManagement.FeatureFilters;

namespace FeatureRollout.Customers;

/// <summary>The customer of a targeting context.</summary>
internal static class TargetingCustomer
{
    /// <summary>The attribute that a context's groups become.</summary>
    public const string Groups = "groups";

    /// <summary>Allocates nothing where there are no groups.</summary>
    public static EvaluationContext Of(ITargetingContext? context)
    {
        if (context is null)
        {
            return default;
        }

        var customer = EvaluationContext.For(context.UserId);
        return context.Groups is not { } groups || (groups.TryGetNonEnumeratedCount(out var count) && count == 0)
            ? customer
            : customer.With(Groups, groups.Where(group => group is not null));
    }
}
