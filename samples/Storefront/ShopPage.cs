using System.Globalization;
using System.Net;
using FeatureRollout;

namespace Storefront;

/// <summary>The shop's page as HTML.</summary>
internal static class ShopPage
{
    /// <summary>The page for somebody whose order did not go through.</summary>
    public static readonly string Sorry = Frame("""
        <main class="sorry"><h1>That did not work</h1><p>The order did not go through, and nothing was charged.</p>
        <p><a class="button" href="/">Back to the basket</a></p></main>
        """);

    public static string Of(ShopStatus status, string? order) => Frame($"""
        <main>
        <section class="basket" aria-labelledby="basket">
          <h1 id="basket">Your basket</h1>
          <ul>
            <li><svg viewBox="0 0 48 48" aria-hidden="true"><path class="a" d="M10 16h22v14a10 10 0 0 1-10 10h-2a10 10 0 0 1-10-10z"/><path class="b" d="M32 20h3a5 5 0 0 1 0 12h-3"/></svg><span>Stoneware mug<small>speckled, 300 ml</small></span><b>€ 18</b></li>
            <li><svg viewBox="0 0 48 48" aria-hidden="true"><path class="a" d="M16 40l3-14h10l3 14z"/><path class="b" d="M24 26V14M24 20c-8 0-10-6-10-10 6 0 10 3 10 10zM24 18c0-6 3-9 9-9 0 5-2 9-9 9z"/></svg><span>Herb pot<small>basil, in clay</small></span><b>€ 12</b></li>
            <li><svg viewBox="0 0 48 48" aria-hidden="true"><rect class="a" x="13" y="18" width="22" height="22" rx="3"/><path class="b" d="M24 18v-4M24 14c-3-3 0-6 0-8 0 2 3 5 0 8z"/></svg><span>Beeswax candle<small>burns for 30 hours</small></span><b>€ 9</b></li>
          </ul>
          <p class="sum"><span>Together</span><b>€ 39</b></p>
          <form method="post" action="/checkout" id="checkout"><button class="button main">Check out</button></form>
          <p id="receipt" role="status">{(order is { Length: > 0 } ? $"Thank you! Your order is {Text(order)}." : "")}</p>
        </section>
        <section class="counter" aria-labelledby="counter">
          <h2 id="counter">Behind the counter</h2>
          <div id="live">{Live(status)}</div>
          <p class="links"><a class="button" href="/rollouts/flags/{Shop.Feature}?over=15m">Open the dashboard</a></p>
        </section>
        </main>
        """);

    /// <summary>The part that changes.</summary>
    public static string Live(ShopStatus status) => $"""
        <p class="mine {(status.Explanation.Evaluation.Enabled ? "new" : "old")}">You, {Text(status.Customer)}, get the
        <strong>{(status.Explanation.Evaluation.Enabled ? "new" : "old")} checkout</strong><small>{Text(Why(status.Explanation))}</small></p>
        {Ladder(status.Rollout)}
        <table><caption>Checkouts of the last minute</caption>
        <thead><tr><th scope="col"></th><th scope="col">orders</th><th scope="col">failed</th></tr></thead>
        <tbody>{Row("new", status.New)}{Row("old", status.Old)}</tbody></table>
        <form method="post" action="{(status.IsBroken ? "/mend" : "/break")}"><button class="button {(status.IsBroken ? "" : "danger")}">{(status.IsBroken ? "Mend the new checkout" : "Break the new checkout")}</button></form>
        <p class="hint">{Hint(status)}</p>
        <form method="post" action="/somebody-else"><button class="plain">Come as somebody else</button></form>
        """;

    private static string Why(FlagExplanation explanation) =>
        explanation.Evaluation.Reason is FlagReason.RolloutInactive or FlagReason.Killed ? "The rollout is off, and everybody gets the old one."
        : explanation.Steps.LastOrDefault(step => step.Decided) is { } step ? $"{step.Name}: {step.Detail}" : explanation.Evaluation.Reason.ToString();

    private static string Ladder(RolloutState? rollout)
    {
        if (rollout is null)
        {
            return "<p>The rollout begins in a moment.</p>";
        }

        var isOn = rollout.Status is RolloutStatus.Running or RolloutStatus.Held or RolloutStatus.Paused or RolloutStatus.Completed;
        var stages = rollout.Plan.Stages.Select((stage, i) =>
            $"<li{(isOn && i == rollout.Stage ? " class=\"now\" aria-current=\"step\"" : isOn && i < rollout.Stage ? " class=\"past\"" : "")}>{stage.Steps[^1].Percentage}<small>{Text(stage.Name)}</small></li>");
        return $"<ol class=\"ladder{(isOn ? "" : " off")}\">{string.Concat(stages)}</ol><p class=\"state {rollout.Status}\"><b>{Words(rollout.Status)}</b>{(isOn || rollout.Reason is null ? "" : $" {Text(rollout.Reason)}")}</p>";
    }

    private static string Words(RolloutStatus status) => status switch
    {
        RolloutStatus.Draft => "Not begun.",
        RolloutStatus.Running => "Going up.",
        RolloutStatus.Held => "Held.",
        RolloutStatus.Paused => "Paused.",
        RolloutStatus.Completed => "Everybody has it.",
        RolloutStatus.RolledBack => "Taken back.",
        _ => "Killed.",
    };

    private static string Hint(ShopStatus status) => status switch
    {
        { IsBroken: true, Rollout.Status: RolloutStatus.RolledBack or RolloutStatus.Killed } => "Broken, but nobody has it: all get the old checkout. Mend it, and start the rollout again on the dashboard.",
        { IsBroken: true } => "Broken: four in ten of its orders fail, slowly. Watch how soon it is taken back.",
        { WillBreak: true } => "If nobody breaks it sooner, the show does it by itself, a little after half of the customers have it.",
        { Rollout.Status: RolloutStatus.RolledBack } => "It works again. Start the rollout on the dashboard, and this time it goes up to everybody.",
        _ => "It works. The show does not break it again; the button does.",
    };

    private static string Row(string name, (long Orders, long Failures) arm) => string.Create(
        CultureInfo.InvariantCulture,
        $"<tr><th scope=\"row\">{name}</th><td>{arm.Orders}</td><td{(arm.Failures * 10 > arm.Orders ? " class=\"bad\"" : "")}>{(arm.Orders == 0 ? "–" : $"{100.0 * arm.Failures / arm.Orders:0.#} %")}</td></tr>");

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Frame(string main) => $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Clay &amp; Wax</title>
        <link rel="icon" href="/icon.svg" type="image/svg+xml">
        <link rel="stylesheet" href="/shop.css">
        <script src="/shop.js" defer></script>
        </head>
        <body>
        <header><a class="brand" href="/">Clay &amp; Wax</a><span>things for the kitchen table</span></header>
        {main}
        </body>
        </html>
        """;
}
