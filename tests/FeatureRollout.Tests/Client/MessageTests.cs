namespace FeatureRollout.Tests.Client;

public sealed class MessageTests
{
    private const string Message = "Feature temporarily unavailable";

    [Fact]
    [Trait("Requirement", "S0-08")]
    public void A_flag_tells_users_its_message_only_while_it_is_off_for_them()
    {
        using var flags = FeatureFlags.FromJson($$"""
            { "flags": {
              "sentiment_analysis": { "percentage": 0, "include": ["acme"], "message": "{{Message}}" },
              "killed": { "enabled": false, "message": "{{Message}}" },
              "silent": { "enabled": false } } }
            """);

        Assert.Equal(Message, flags.Evaluate("sentiment_analysis", "globex").Message);
        Assert.Equal(Message, flags.Evaluate("killed", "acme").Message);
        Assert.Null(flags.Evaluate("sentiment_analysis", "acme").Message);
        Assert.Null(flags.Evaluate("silent", "acme").Message);
        Assert.Null(flags.Evaluate("nobody_knows_it", "acme").Message);
    }
}
