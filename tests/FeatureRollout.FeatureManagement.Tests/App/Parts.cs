using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Filters;

namespace FeatureRollout.FeatureManagement.Tests.App;

/// <summary>A service with an implementation for each variant.</summary>
public interface IGreeter
{
    string Greeting { get; }
}

public sealed record Greeter(string Greeting) : IGreeter;

/// <summary>Middleware that is there where a feature is on.</summary>
public sealed class HalfMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        context.Response.Headers["X-Half"] = "on";
        return next(context);
    }
}

/// <summary>A filter of actions that is there where a feature is on.</summary>
public sealed class HalfFilter : IAsyncActionFilter
{
    public Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
    {
        context.HttpContext.Response.Headers["X-Half-Filter"] = "on";
        return next();
    }
}
