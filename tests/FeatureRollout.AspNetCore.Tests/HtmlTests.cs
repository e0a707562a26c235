using FeatureRollout.Dashboard;

namespace FeatureRollout.AspNetCore.Tests;

public sealed class HtmlTests
{
    [Fact]
    public void Values_are_encoded_and_html_is_not()
    {
        var name = "<script>alert(\"'&\")</script>";
        var inner = Html.Of($"<b>{name}</b>");
        Assert.Equal("<p title=\"&lt;script&gt;alert(&quot;&#x27;&amp;&quot;)&lt;/script&gt;\"><b>&lt;script&gt;alert(&quot;&#x27;&amp;&quot;)&lt;/script&gt;</b>3</p>", Html.Of($"<p title=\"{name}\">{inner}{3}</p>").ToString());
    }
}
