using Microsoft.AspNetCore.Mvc;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.Mvc;

namespace FeatureRollout.FeatureManagement.Tests.App;

/// <summary>Features as an enumeration, as people have them.</summary>
public enum Known
{
    Half,
    Checkout,
}

[Route("gated")]
public sealed class GatedController : Controller
{
    [HttpGet("half")]
    [FeatureGate(Known.Half)]
    public string Half() => "half";

    [HttpGet("all")]
    [FeatureGate("Half", "Checkout")]
    public string All() => "all";

    [HttpGet("any")]
    [FeatureGate(RequirementType.Any, "Half", "Checkout")]
    public string Any() => "any";

    [HttpGet("not-half")]
    [FeatureGate(negate: true, "Half")]
    public string NotHalf() => "not half";

    [HttpGet("not-any")]
    [FeatureGate(RequirementType.Any, negate: true, "Half", "Checkout")]
    public string NotAny() => "not any";

    [HttpGet("unknown")]
    [FeatureGate("Unheard-of")]
    public string Unknown() => "unknown";

    [HttpGet("open")]
    public string Open() => "open";

    [HttpGet("view")]
    public IActionResult Page() => View("~/App/Views/Gated/Page.cshtml");
}
