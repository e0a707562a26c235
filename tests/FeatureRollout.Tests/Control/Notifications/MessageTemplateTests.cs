using FeatureRollout.Flags.Plans.Messages;

namespace FeatureRollout.Tests.Control.Notifications;

[Trait("Requirement", "S0-14")]
public sealed class MessageTemplateTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData("{flag}{stage}", "<flag><stage>")]
    [InlineData("{{flag}} is {flag}, {{{stage}}}", "{flag} is <flag>, {<stage>}")]
    [InlineData("a\nb {previousPercentage}!", "a\nb <previousPercentage>!")]
    public void Placeholders_are_replaced_and_doubled_braces_are_braces(string text, string filled)
    {
        Assert.True(MessageTemplate.TryParse(text, out var template, out _));

        Assert.Equal(filled, template.Fill(name => "<" + name + ">"));
    }

    [Fact]
    public void What_is_filled_in_is_not_read_as_a_template_again()
    {
        Assert.True(MessageTemplate.TryParse("{reason}", out var template, out _));

        Assert.Equal("{flag} }}", template.Fill(_ => "{flag} }}"));
    }

    [Theory]
    [InlineData("{flga} is live", "at character 1: there is no placeholder {flga}; did you mean {flag}?")]
    [InlineData("It is {Flag}", "at character 7: there is no placeholder {Flag}; did you mean {flag}?")]
    [InlineData("x {flag", "at character 3: this '{' has no '}'; write '{{' for the character")]
    [InlineData("x } y", "at character 3: this '}' has no '{'; write '}}' for the character")]
    [InlineData("{flag}}", "at character 7: this '}' has no '{'; write '}}' for the character")]
    public void A_mistake_is_told_with_its_place_and_what_was_meant(string text, string expected)
    {
        Assert.False(MessageTemplate.TryParse(text, out _, out var error));

        Assert.Equal(expected, error);
    }

    [Fact]
    public void A_name_that_is_near_none_is_told_with_all_there_are()
    {
        Assert.False(MessageTemplate.TryParse("{\u0001zzzzzzzzzzzzzz}", out _, out var error));

        Assert.StartsWith("at character 1: there is no placeholder {?zzzzzzzzzzzzzz}; there are {flag}, {flags}, {environment}", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_beyond_8_000_characters_is_refused()
    {
        Assert.True(MessageTemplate.TryParse(new string('x', 8_000), out _, out _));
        Assert.False(MessageTemplate.TryParse(new string('x', 8_001), out _, out _));
    }

    [Fact]
    public void Every_event_ships_with_a_message_that_is_valid_and_has_a_title()
    {
        Assert.All(MessageTemplates.EventNames, name =>
        {
            Assert.Null(MessageTemplates.Check(name, MessageTemplates.DefaultOf(name)));
            Assert.NotEmpty(MessageTemplates.DefaultOf(name).Split('\n')[0]);
        });
    }

    [Fact]
    public void An_unknown_event_is_told_with_the_nearest()
    {
        Assert.Equal("there is no event \"rolledback\" to tell of; did you mean \"rolledBack\"?", MessageTemplates.Check("rolledback", "x"));
        Assert.StartsWith("there is no event \"zzz\" to tell of; there are \"created\", ", MessageTemplates.Check("zzz", "x"), StringComparison.Ordinal);
        Assert.Equal("at character 1: there is no placeholder {sage}; did you mean {stage}?", MessageTemplates.Check("started", "{sage}"));
    }
}
