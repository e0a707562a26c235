using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FeatureRollout.AspNetCore.Tests.Access;

/// <summary>A host's sign-in as a test needs it: the header named like the scheme holds claims, such as <c>name=Ann;team=support</c>, or <c>Bearer</c> does.</summary>
internal sealed class HeaderAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Users = "Users";
    public const string Staff = "Staff";

    /// <summary>Two schemes, the first the default one, and policies by the claim <c>team</c>.</summary>
    public static void AddTo(IServiceCollection services)
    {
        services.AddAuthentication(Users)
            .AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>(Users, null)
            .AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>(Staff, null);
        services.AddAuthorizationBuilder()
            .AddPolicy("anybody", policy => policy.RequireAuthenticatedUser())
            .AddPolicy("support", policy => policy.RequireClaim("team", "support", "platform"))
            .AddPolicy("platform", policy => policy.RequireClaim("team", "platform"))
            .AddPolicy("staff", policy => policy.AddAuthenticationSchemes(Staff).RequireAuthenticatedUser())
            .AddPolicy("lost", policy => policy.AddAuthenticationSchemes("Nowhere").RequireAuthenticatedUser());
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        const string Prefix = "Bearer jwt:";
        var text = Scheme.Name == Users && Request.Headers.Authorization.ToString() is { } bearer && bearer.StartsWith(Prefix, StringComparison.Ordinal)
            ? bearer[Prefix.Length..]
            : Request.Headers[Scheme.Name].ToString();
        if (text.Length == 0)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var claims = text.Split(';').Select(claim => claim.Split('=', 2)).Select(parts => new Claim(parts[0] == "name" ? ClaimTypes.Name : parts[0], parts[1]));
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(claims, Scheme.Name)), Scheme.Name)));
    }
}
