using System.Text.Json.Serialization;
using FeatureRollout.Access;
using FeatureRollout.AdminApi.Wire;

namespace FeatureRollout.AdminApi;

/// <summary>Who may do what.</summary>
/// <param name="Environment">The environment that this application serves; others have grants of their own.</param>
/// <param name="You">Who asks.</param>
/// <param name="Grants">Who has which role, the highest first.</param>
/// <param name="Roles">What each role may, the highest first.</param>
internal sealed record AccessResource(string Environment, GrantResource You, IReadOnlyList<GrantResource> Grants, IReadOnlyList<RoleResource> Roles)
{
    public static AccessResource Of(string environment, Caller caller, IReadOnlyList<AccessGrant> grants) => new(
        environment,
        new GrantResource(caller.Kind, caller.Name, caller.Role),
        [.. AccessGrant.InOrder(grants).Select(grant => new GrantResource(grant.Kind, grant.Name, grant.Role))],
        [.. Enum.GetValues<FeatureRolloutRole>().OrderDescending().Select(role => new RoleResource(role, RoleWords.May(role)))]);
}

/// <summary>What a key's holder, the users of a policy, this machine or anybody may do.</summary>
/// <param name="Kind">How they are known.</param>
/// <param name="Name">The holder's name, or the policy's.</param>
/// <param name="Role">The highest role that they have by this; it includes those below.</param>
internal sealed record GrantResource(
    [property: JsonConverter(typeof(CamelCase<CallerKind>))] CallerKind Kind, string Name, [property: JsonConverter(typeof(CamelCase<FeatureRolloutRole>))] FeatureRolloutRole Role);

/// <summary>What a role lets its holders do.</summary>
internal sealed record RoleResource([property: JsonConverter(typeof(CamelCase<FeatureRolloutRole>))] FeatureRolloutRole Role, string May);
