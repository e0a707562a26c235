using Microsoft.FeatureManagement.FeatureFilters;

namespace FeatureRollout;

/// <summary>Whom questions through Microsoft.FeatureManagement are about. Read once, when a manager is first resolved.</summary>
public sealed class FeatureRolloutBridgeOptions
{
    private readonly List<Func<object, EvaluationContext?>> _contexts = [];

    /// <summary>
    /// Gives the customer of a question that was asked without a context, for each question anew. The services are those that the manager
    /// was resolved from: the application's own, or those of the request for snapshots and scoped managers. What it throws passes through to
    /// whoever asks, unless the flag answers everybody alike. Default null: <see cref="ITargetingContextAccessor"/>, where there is one.
    /// </summary>
    public Func<IServiceProvider, ValueTask<EvaluationContext>>? Customer { get; set; }

    /// <summary>
    /// Says who the customer is in a context of the application's own type, as <c>IsEnabledAsync(feature, context)</c> may be given.
    /// <see cref="ITargetingContext"/> and <see cref="EvaluationContext"/> are understood without it; where one is added for these too,
    /// that counts. The first that fits the context is asked. Contexts that none fits count as no context.
    /// </summary>
    /// <typeparam name="TContext">The type of the contexts, or one that they derive from.</typeparam>
    /// <param name="customer">Gives the customer.</param>
    public void AddContext<TContext>(Func<TContext, EvaluationContext> customer)
        where TContext : notnull
    {
        ArgumentNullException.ThrowIfNull(customer);
        _contexts.Add(context => context is TContext fitting ? customer(fitting) : default(EvaluationContext?));
    }

    internal Func<object, EvaluationContext?>[] Contexts => [.. _contexts];
}
