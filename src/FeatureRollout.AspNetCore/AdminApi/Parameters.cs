using System.ComponentModel;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;

namespace FeatureRollout.AdminApi;

/// <summary>The parameters of paths and queries as methods, which is where the platform looks for them when it describes an endpoint. None is ever called.</summary>
internal static class Parameters
{
    private const string TheEnvironment = "The environment of the application; case, - and _ do not count.";
    private const string TheKey = "The flag's key; case, - and _ do not count.";
    private const string TheVersion = "The ETag of what was seen: the change is made only if that still stands.";
    private const string TheTag = "An ETag: 304 where it is still the same.";

    public static readonly Action Nothing = () => { };

    public static void Of([Description(TheEnvironment)] string environment)
    {
    }

    public static void Key([Description(TheEnvironment)] string environment, [Description(TheKey)] string key)
    {
    }

    public static void Seen([Description(TheEnvironment)] string environment, [FromHeader(Name = "If-None-Match"), Description(TheTag)] string? ifNoneMatch)
    {
    }

    public static void SeenKey([Description(TheEnvironment)] string environment, [Description(TheKey)] string key, [FromHeader(Name = "If-None-Match"), Description(TheTag)] string? ifNoneMatch)
    {
    }

    public static void Change([Description(TheEnvironment)] string environment, [Description(TheKey)] string key, [FromHeader(Name = "If-Match"), Description(TheVersion)] string? ifMatch)
    {
    }

    public static void Customer(
        [Description(TheEnvironment)] string environment,
        [Description(TheKey)] string key,
        [Description("The customer's id.")] string customerId,
        [FromHeader(Name = "If-Match"), Description(TheVersion)] string? ifMatch)
    {
    }

    public static void Incident(
        [Description(TheEnvironment)] string environment,
        [Description(TheKey)] string key,
        [Description("The incident's id.")] string id,
        [FromHeader(Name = "If-Match"), Description(TheVersion)] string? ifMatch)
    {
    }

    public static void Between(
        [Description(TheEnvironment)] string environment,
        [FromQuery, Description("The first moment, ISO 8601. Default seven days before the last.")] DateTimeOffset? from,
        [FromQuery, Description("The first moment after it, ISO 8601; at most 366 days later. Default now.")] DateTimeOffset? until)
    {
    }

    public static void Archive([Description(TheEnvironment)] string environment, [FromQuery, Description("Whether it takes the place of what is there; else only an empty environment takes it. Default false.")] bool? replace)
    {
    }

    public static void History([Description(TheEnvironment)] string environment, [Description(TheKey)] string key, [FromQuery, Description("How far back, such as 6h; 1m to 7d. Default 1h.")] string? span)
    {
    }

    public static void Events(
        [Description(TheEnvironment)] string environment,
        [FromQuery, Description("Only events with a higher sequence. Default 0.")] long? after,
        [FromQuery, Description("At most so many, 1 to 1000. Default 100.")] int? limit)
    {
    }

    public static void KeyEvents(
        [Description(TheEnvironment)] string environment,
        [Description(TheKey)] string key,
        [FromQuery, Description("Only events with a higher sequence. Default 0.")] long? after,
        [FromQuery, Description("At most so many, 1 to 1000. Default 100.")] int? limit)
    {
    }
}

/// <summary>A parameter as the platform's document of an application takes it.</summary>
internal sealed class DescribedParameter(ParameterInfo parameter) : IParameterBindingMetadata
{
    public string Name => parameter.Name!;

    public bool HasTryParse => parameter.ParameterType != typeof(string);

    public bool HasBindAsync => false;

    public ParameterInfo ParameterInfo => parameter;

    public bool IsOptional => parameter.GetCustomAttributes(inherit: false).Any(attribute => attribute is IFromQueryMetadata or IFromHeaderMetadata);
}
