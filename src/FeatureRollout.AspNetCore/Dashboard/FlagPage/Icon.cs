namespace FeatureRollout.Dashboard.FlagPage;

/// <summary>The small drawings of this page.</summary>
internal enum Icon
{
    /// <summary>Nothing is known.</summary>
    None,

    /// <summary>All is well, or done.</summary>
    Check,

    /// <summary>Not met.</summary>
    Cross,

    /// <summary>Not decided.</summary>
    Question,

    /// <summary>Something fires.</summary>
    Alert,
}

/// <summary>Draws them.</summary>
internal static class Icons
{
    /// <summary>The drawing; a word always stands beside it.</summary>
    public static Html Draw(this Icon icon) => Html.Of($"<svg class=\"fr-icon\" viewBox=\"0 0 16 16\" width=\"16\" height=\"16\" aria-hidden=\"true\" focusable=\"false\"><circle class=\"fr-icon-ground\" cx=\"8\" cy=\"8\" r=\"8\"/><path class=\"fr-icon-line\" fill=\"none\" stroke-width=\"1.8\" stroke-linecap=\"round\" stroke-linejoin=\"round\" d=\"{PathOf(icon)}\"/></svg>");

    private static string PathOf(Icon icon) => icon switch
    {
        Icon.Check => "M4.6 8.3 7 10.7 11.5 5.6",
        Icon.Cross => "M5.4 5.4 10.6 10.6M10.6 5.4 5.4 10.6",
        Icon.Question => "M6 6.3a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.3M8 12v.01",
        Icon.Alert => "M8 4.2v4.6M8 11.6v.01",
        _ => "M5 8h6",
    };
}
