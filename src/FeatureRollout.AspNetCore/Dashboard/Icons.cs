namespace FeatureRollout.Dashboard;

/// <summary>The icons, 16 by 16, in the colour of the text around them; a word always stands beside them.</summary>
internal static class Icons
{
    public static readonly Html Brand = Html.Of($"<svg class=\"logo\" viewBox=\"0 0 24 24\" aria-hidden=\"true\"><rect class=\"logo-1\" x=\"2\" y=\"15\" width=\"5\" height=\"7\" rx=\"1.5\"/><rect class=\"logo-2\" x=\"9.5\" y=\"9\" width=\"5\" height=\"13\" rx=\"1.5\"/><rect class=\"logo-3\" x=\"17\" y=\"2\" width=\"5\" height=\"20\" rx=\"1.5\"/></svg>");
    public static readonly Html Check = Of(Html.Of($"<path d=\"M3 8.5 6.5 12 13 4.5\"/>"));
    public static readonly Html Warning = Of(Html.Of($"<path d=\"M8 2 14.5 13.5h-13zM8 6.5v3.2M8 11.6v.1\"/>"));
    public static readonly Html Kill = Of(Html.Of($"<circle cx=\"8\" cy=\"8\" r=\"6\"/><path d=\"M3.8 3.8 12.2 12.2\"/>"));
    public static readonly Html Back = Of(Html.Of($"<path d=\"M6.5 3 3 6.5 6.5 10M3 6.5h6.5a3.5 3.5 0 0 1 0 7H7\"/>"));
    public static readonly Html Play = Of(Html.Of($"<path class=\"solid\" d=\"M5 3.2v9.6L12.8 8z\"/>"));
    public static readonly Html Pause = Of(Html.Of($"<path d=\"M5.5 3.5v9M10.5 3.5v9\"/>"));
    public static readonly Html Hold = Of(Html.Of($"<circle cx=\"8\" cy=\"8\" r=\"6\"/><path d=\"M8 4.5V8l2.5 1.5\"/>"));
    public static readonly Html On = Of(Html.Of($"<circle cx=\"8\" cy=\"8\" r=\"5.5\"/><circle class=\"solid\" cx=\"8\" cy=\"8\" r=\"2.2\"/>"));
    public static readonly Html Off = Of(Html.Of($"<circle cx=\"8\" cy=\"8\" r=\"5.5\"/>"));
    public static readonly Html Draft = Of(Html.Of($"<path d=\"M3 13l.7-3L10.5 3.2l2.3 2.3L6 12.3zM9 4.8l2.2 2.2\"/>"));
    public static readonly Html Question = Of(Html.Of($"<circle cx=\"8\" cy=\"8\" r=\"6\"/><path d=\"M6.2 6.4a1.9 1.9 0 1 1 2.6 1.9c-.5.2-.8.5-.8 1M8 11.4v.1\"/>"));
    public static readonly Html Search = Of(Html.Of($"<circle cx=\"7\" cy=\"7\" r=\"4.2\"/><path d=\"m10.2 10.2 3.3 3.3\"/>"));
    public static readonly Html Clock = Hold;
    public static readonly Html Download = Of(Html.Of($"<path d=\"M8 2.500v7.500M4.8 7 8 10.2 11.2 7M3 13.300h10\"/>"));

    private static Html Of(Html shape) => Html.Of($"<svg class=\"icon\" viewBox=\"0 0 16 16\" aria-hidden=\"true\">{shape}</svg>");
}
