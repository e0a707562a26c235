using Microsoft.AspNetCore.Builder;

namespace FeatureRollout.Requests;

/// <summary>Records how requests went under the flags that they asked for.</summary>
internal static class RequestOutcomes
{
    public static IApplicationBuilder Use(IApplicationBuilder app) => throw new NotSupportedException();
}
