using System.Text.RegularExpressions;
using FeatureRollout.Dashboard;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace FeatureRollout.AspNetCore.Tests.Dashboard;

[Trait("Requirement", "F-22")]
public sealed class CustomerQuestionTests
{
    [Fact]
    public void Any_id_comes_through_a_form_exactly_half_pairs_and_line_ends_included() => Prop.ForAll(
        ArbMap.Default.ArbFor<char[]>().Filter(characters => characters.Length > 0),
        characters =>
        {
            var id = new string(characters) + "\uD800\r\n";
            var exact = Regex.Match(new CustomerQuestion(id, "").Fields().ToString(), "name=\"exact\" value=\"(?<id>[^\"]*)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["id"].Value;
            return CustomerQuestion.Of(new FormCollection(new Dictionary<string, StringValues>(StringComparer.Ordinal) { ["exact"] = exact }))?.CustomerId == id;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("!")]
    [InlineData("YQ")]
    [InlineData("")]
    public void A_field_that_no_page_wrote_asks_about_nobody(string exact) =>
        Assert.Null(CustomerQuestion.Of(new FormCollection(new Dictionary<string, StringValues>(StringComparer.Ordinal) { ["exact"] = exact })));

    [Fact]
    public void Attributes_are_texts_numbers_and_truth_values_as_they_are_typed()
    {
        using var flags = FeatureFlags.FromJson("""
            { "flags": { "f": { "percentage": 0, "rules": [ { "when": "vertical == 'services' && seats > 10 && vip == true && code == '7'", "percentage": 100 } ] } } }
            """);
        Assert.True(flags.IsEnabled("f", new CustomerQuestion("acme", "vertical = services\r\nseats=12.5\nvip = true\ncode = '7'").ToContext()));
        Assert.False(flags.IsEnabled("f", new CustomerQuestion("acme", "vertical = services\nseats=12.5\nvip = true\ncode = 7").ToContext()));
    }
}
