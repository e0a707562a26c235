namespace FeatureRollout.Dashboard.FlagPage;

/// <summary>The addresses that the page of one flag leads to, and the hidden field of its forms.</summary>
/// <param name="key">The flag.</param>
/// <param name="pathOf">The address of a page of the dashboard by its segments, encoded for attributes.</param>
/// <param name="antiforgery">The hidden field that a form that posts must hold.</param>
internal sealed class FlagLinks(string key, Func<string[], Html> pathOf, Html antiforgery)
{
    /// <summary>The flag.</summary>
    public string Key => key;

    /// <summary>See the constructor.</summary>
    public Html Antiforgery => antiforgery;

    /// <summary>The page itself.</summary>
    public Html Page => pathOf(["flags", key]);

    /// <summary>The list of all flags.</summary>
    public Html AllFlags => pathOf([]);

    /// <summary>The audit of this flag.</summary>
    public Html Audit => Html.Of($"{pathOf(["audit"])}?key={Uri.EscapeDataString(key)}");

    /// <summary>Which process serves what.</summary>
    public Html Fleet => pathOf(["fleet"]);

    /// <summary>Another flag's page.</summary>
    public Html Flag(string other) => pathOf(["flags", other]);

    /// <summary>A customer's page.</summary>
    public Html Customer(string id) => Html.Of($"{pathOf(["customers"])}?id={EscapeId(id)}");

    /// <summary>The page with the charts over another time.</summary>
    public Html Over(string span) => Html.Of($"{Page}?over={span}");

    /// <summary>Where an action is asked for.</summary>
    public Html Confirm(string action) => pathOf(["flags", key, "confirm", action]);

    /// <summary>Where an action is posted to.</summary>
    public Html Action(string action) => pathOf(["flags", key, "actions", action]);

    /// <summary>A lone surrogate has no form in an address; the page then says that it knows no such customer.</summary>
    private static string EscapeId(string id) => Uri.EscapeDataString(id);
}
