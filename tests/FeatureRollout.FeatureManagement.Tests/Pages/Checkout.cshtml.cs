using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.FeatureManagement.Mvc;

namespace FeatureRollout.FeatureManagement.Tests.Pages;

[FeatureGate("Checkout")]
public sealed class CheckoutModel : PageModel;
