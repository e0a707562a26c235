using FeatureRollout.Requests;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace FeatureRollout;

/// <summary>
/// A controller, action, page or route handler that answers 404 unless the flag is on for the request's customer; of several flags all have to be on.
/// </summary>
/// <remarks>
/// On MVC's controllers, actions and pages it is a filter and needs nothing else. On everything else <c>UseFeatureRollout()</c> honours it, and without
/// that it does nothing: <c>.RequireFeature("flag")</c> on the endpoint needs nothing there.
/// </remarks>
/// <param name="flag">The flag's key.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class RequireFeatureAttribute(string flag) : Attribute, IAsyncResourceFilter
{
    /// <summary>The flag's key.</summary>
    public string Flag { get; } = flag;

    Task IAsyncResourceFilter.OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        if (FeatureGuard.Passes(context.HttpContext, Flag, countsOtherwise: false))
        {
            return next();
        }

        context.Result = new NotFoundResult();
        return Task.CompletedTask;
    }
}
