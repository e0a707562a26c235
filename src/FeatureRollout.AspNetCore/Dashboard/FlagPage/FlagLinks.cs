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
    public Html Audit => Html.Of($"{pathOf(["audit"])}?flag={Uri.EscapeDataString(key)}");

    /// <summary>Which process serves what.</summary>
    public Html Fleet => pathOf(["fleet"]);

    /// <summary>Another flag's page.</summary>
    public Html Flag(string other) => pathOf(["flags", other]);

    /// <summary>Where a customer is asked about; the id is posted, so that it stands in no address.</summary>
    public Html Customers => pathOf(["customers"]);

    /// <summary>The page with the charts over another time.</summary>
    public Html Over(string span) => Html.Of($"{Page}?over={span}");

    /// <summary>Where an action is asked for.</summary>
    public Html Confirm(string action) => pathOf(["flags", key, "confirm", action]);

    /// <summary>Where an action is posted to.</summary>
    public Html Action(string action) => pathOf(["flags", key, "actions", action]);
}
