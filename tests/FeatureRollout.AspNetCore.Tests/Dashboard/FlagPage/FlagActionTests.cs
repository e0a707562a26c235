using System.Net;

namespace FeatureRollout.AspNetCore.Tests.Dashboard.FlagPage;

public sealed class FlagActionTests
{
    private const string Key = "checkout_v2";
    private static readonly RolloutActor Maria = new("maria", "planned");

    [Fact]
    public async Task A_rollout_goes_through_its_life_by_the_buttons_each_in_the_name_of_who_pressed_it()
    {
        await using var server = await FlagPageServer.StartAsync();
        await DoneAsync(server, "start", RolloutStatus.Running, 0, key: FlagPageServer.AdministratorKey);
        await DoneAsync(server, "hold", RolloutStatus.Held, 0, ("duration", "1d 2h"));
        await DoneAsync(server, "resume", RolloutStatus.Running, 0);
        await DoneAsync(server, "pause", RolloutStatus.Paused, 0);
        await DoneAsync(server, "resume", RolloutStatus.Running, 0);
        await server.Manager.AdvanceRolloutAsync(Key, Maria, force: true);
        await DoneAsync(server, "previous-stage", RolloutStatus.Paused, 0, ("stage", "own people"), ("reason", "too early"));
        await DoneAsync(server, "set-percentage", RolloutStatus.Paused, 0, ("percentage", "1.5 %"), ("reason", "a little"));
        Assert.Equal(1.5m, (await StateAsync(server)).PercentageByHand!.Value.Value);
        await DoneAsync(server, "resume", RolloutStatus.Running, 0);
        await DoneAsync(server, "report-value", RolloutStatus.Running, 0, ("metric", "nps"), ("value", "41.5"));
        await DoneAsync(server, "report-incident", RolloutStatus.Running, 0, ("severity", "P3"), ("text", "slow"));
        await DoneAsync(server, "rollback", RolloutStatus.RolledBack, -1, ("reason", "errors"));
        await DoneAsync(server, "start", RolloutStatus.Running, 0);
        await DoneAsync(server, "kill", RolloutStatus.Killed, 0, ("reason", "double charges"));
        await DoneAsync(server, "revive", RolloutStatus.Paused, 0, ("reason", "mended"));
        var events = await server.Manager.ReadEventsAsync(Key);
        Assert.Equal("ada", events[1].Actor);
        Assert.All(events.Where(happened => happened.Change is RolloutChange.RolledBack or RolloutChange.Killed or RolloutChange.Held), happened => Assert.Equal("olivia", happened.Actor));
        Assert.Equal("double charges", events.Single(happened => happened.Change is RolloutChange.Killed).Reason);
    }

    [Fact]
    public async Task Forcing_is_for_administrators_and_needs_a_reason()
    {
        await using var server = await FlagPageServer.StartAsync();
        await server.Manager.StartRolloutAsync(Key, Maria);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.FormAsync("force-advance", FlagPageServer.OperatorKey)).Status);
        var form = await server.FormAsync("force-advance");
        Assert.Contains("has no data", form.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await server.PostAsync("force-advance", form, fields: ("reason", " "))).Status);
        Assert.Equal(0, (await StateAsync(server)).Stage);
        Assert.Equal(HttpStatusCode.SeeOther, (await server.PostAsync("force-advance", form, fields: ("reason", "agreed in the war room"))).Status);
        Assert.Equal(1, (await StateAsync(server)).Stage);
        Assert.True((await server.Manager.ReadEventsAsync(Key))[^1].Forced);
    }

    [Fact]
    public async Task Who_may_only_read_is_refused_every_action()
    {
        await using var server = await FlagPageServer.StartAsync();
        await server.Manager.StartRolloutAsync(Key, Maria);
        var form = await server.FormAsync("kill");
        foreach (var action in new[] { "kill", "rollback", "hold", "tick", "approve", "report-incident" })
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await server.FormAsync(action, FlagPageServer.ReaderKey)).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await server.PostAsync(action, form, FlagPageServer.ReaderKey, fields: ("reason", "r"))).Status);
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await server.PostAsync("remove", form, FlagPageServer.OperatorKey, fields: ("reason", "r"))).Status);
        Assert.Equal(RolloutStatus.Running, (await StateAsync(server)).Status);
    }

    [Fact]
    public async Task A_form_without_the_field_of_this_browser_changes_nothing()
    {
        await using var server = await FlagPageServer.StartAsync();
        await server.Manager.StartRolloutAsync(Key, Maria);
        var form = await server.FormAsync("kill");
        foreach (var forged in new[] { form with { Cookie = null }, form with { Hidden = new Dictionary<string, string>(StringComparer.Ordinal) { ["version"] = form.Hidden["version"] } } })
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await server.PostAsync("kill", forged, fields: ("reason", "r"))).Status);
        }

        Assert.Equal(RolloutStatus.Running, (await StateAsync(server)).Status);
    }

    [Fact]
    [Trait("Requirement", "S4-10")]
    [Trait("Requirement", "S4-12")]
    public async Task A_rollback_asks_first_and_shows_how_many_customers_and_which_flags_are_touched()
    {
        await using var server = await FlagPageServer.StartAsync();
        await server.Manager.StartRolloutAsync(Key, Maria);
        for (var i = 0; i < 4; i++)
        {
            await server.Manager.AdvanceRolloutAsync(Key, Maria, force: true);
        }

        server.Traffic(Key, 0, 0, 100, new Random(1));
        foreach (var action in new[] { "rollback", "kill" })
        {
            var form = await server.FormAsync(action, FlagPageServer.OperatorKey);
            Assert.Equal(HttpStatusCode.OK, form.Status);
            Assert.Matches("<b>about [0-9]+ ± [0-9.]+ %</b>", WebUtility.HtmlDecode(form.Html));
            Assert.Contains("/rollouts/flags/express_pay\"", form.Html, StringComparison.Ordinal);
            Assert.Contains("/rollouts/flags/gift_cards\"", form.Html, StringComparison.Ordinal);
            Assert.Contains("<textarea id=\"reason\" name=\"reason\" rows=\"2\" maxlength=\"1000\" required", form.Html, StringComparison.Ordinal);
        }

        Assert.Contains(">Rollback</button>", (await server.FormAsync("rollback")).Html, StringComparison.Ordinal);
        Assert.Equal(RolloutStatus.Running, (await StateAsync(server)).Status);
    }

    [Fact]
    public async Task Of_two_operators_the_slower_one_learns_who_did_what_and_loses_no_word()
    {
        await using var server = await FlagPageServer.StartAsync();
        await server.Manager.StartRolloutAsync(Key, Maria);
        var olivias = await server.FormAsync("set-percentage", FlagPageServer.OperatorKey);
        var oscars = await server.FormAsync("hold", FlagPageServer.OtherOperatorKey);
        Assert.Equal(HttpStatusCode.SeeOther, (await server.PostAsync("hold", oscars, FlagPageServer.OtherOperatorKey, fields: [("duration", "2h"), ("reason", "looking <into> it")])).Status);
        var lost = await server.PostAsync("set-percentage", olivias, FlagPageServer.OperatorKey, fields: [("percentage", "0.5"), ("reason", "double \"charges\" & more")]);
        Assert.Equal(HttpStatusCode.Conflict, lost.Status);
        Assert.Contains("Somebody else has changed it meanwhile", lost.Html, StringComparison.Ordinal);
        Assert.Contains("<bdi>oscar</bdi>", lost.Html, StringComparison.Ordinal);
        Assert.Contains("looking &lt;into&gt; it", lost.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<bdi>maria</bdi>", lost.Html, StringComparison.Ordinal);
        Assert.Contains(">double &quot;charges&quot; &amp; more</textarea>", lost.Html, StringComparison.Ordinal);
        Assert.Equal(RolloutStatus.Held, (await StateAsync(server)).Status);

        // The form that came back is for what stands now.
        var again = olivias with { Hidden = new Dictionary<string, string>(olivias.Hidden, StringComparer.Ordinal) { ["version"] = FieldOf(lost.Html, "version") } };
        Assert.Equal(HttpStatusCode.SeeOther, (await server.PostAsync("set-percentage", again, FlagPageServer.OperatorKey, fields: [("percentage", "0.5"), ("reason", "double charges")])).Status);
        Assert.Equal((RolloutStatus.Paused, 0.5m), ((await StateAsync(server)).Status, (await StateAsync(server)).PercentageByHand!.Value.Value));
    }

    [Fact]
    public async Task Turning_off_needs_no_second_try_whatever_has_changed_meanwhile()
    {
        await using var server = await FlagPageServer.StartAsync();
        await server.Manager.StartRolloutAsync(Key, Maria);
        var rollback = await server.FormAsync("rollback", FlagPageServer.OperatorKey);
        var kill = await server.FormAsync("kill", FlagPageServer.OtherOperatorKey);
        await server.Manager.HoldRolloutAsync(Key, TimeSpan.FromHours(2), Maria);
        Assert.Equal(HttpStatusCode.SeeOther, (await server.PostAsync("rollback", rollback, FlagPageServer.OperatorKey, fields: ("reason", "errors"))).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await server.PostAsync("kill", kill, FlagPageServer.OtherOperatorKey, fields: ("reason", "errors"))).Status);
        Assert.Equal(RolloutStatus.Killed, (await StateAsync(server)).Status);
    }

    [Fact]
    [Trait("Requirement", "F-33")]
    public async Task A_flag_that_another_flags_rollout_moves_is_killed_and_revived_there_and_the_slower_operator_learns_it()
    {
        await using var server = await FlagPageServer.StartAsync();
        await server.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = Key, MoreFlags = ["banner"] }, Maria);
        await server.Manager.StartRolloutAsync(Key, Maria);
        await server.Manager.KillFeatureAsync("banner", Maria);
        var late = await server.FormAsync("revive", FlagPageServer.OtherOperatorKey, "banner");
        await server.ActAsync("revive", FlagPageServer.OperatorKey, "banner", ("reason", "mended"));
        Assert.Equal(HttpStatusCode.SeeOther, (await server.ActAsync("kill", FlagPageServer.OperatorKey, "banner", ("reason", "it flickers"))).Status);
        var lost = await server.PostAsync("revive", late, FlagPageServer.OtherOperatorKey, "banner", ("reason", "mine"));
        Assert.Equal(HttpStatusCode.Conflict, lost.Status);
        Assert.Contains("Somebody else has changed it meanwhile", lost.Html, StringComparison.Ordinal);
        Assert.Contains("it flickers", lost.Html, StringComparison.Ordinal);
        Assert.Equal("olivia", (await server.Manager.ReadEventsAsync("banner")).Last(happened => happened.Change is RolloutChange.Killed or RolloutChange.Revived).Actor);

        var page = (await server.GetAsync("/rollouts/flags/banner")).Html;
        Assert.Contains("it flickers", page, StringComparison.Ordinal);
        Assert.Contains("planned", page, StringComparison.Ordinal);
        await server.ActAsync("revive", FlagPageServer.OperatorKey, "banner", ("reason", "mended"));
        Assert.Empty((await server.Manager.GetFlagAsync("banner"))!.KilledBy);
    }

    [Fact]
    public async Task A_refusal_lists_what_is_not_met_and_keeps_what_was_typed()
    {
        await using var server = await FlagPageServer.StartAsync();
        await server.Manager.StartRolloutAsync(Key, Maria);
        var refused = await server.ActAsync("advance", FlagPageServer.OperatorKey, fields: ("reason", "please"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("<li><bdi>&quot;error_rate &lt; 1% over 10m&quot; has no data", refused.Html, StringComparison.Ordinal);
        Assert.Contains(">please</textarea>", refused.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hold", "duration", "soon")]
    [InlineData("hold", "duration", "")]
    [InlineData("set-percentage", "percentage", "12,5")]
    [InlineData("set-percentage", "percentage", "101")]
    [InlineData("set-percentage", "percentage", "-1")]
    [InlineData("report-value", "value", "NaN")]
    [InlineData("previous-stage", "stage", "no such stage")]
    public async Task What_does_not_fit_is_told_and_stays_in_its_field(string action, string field, string value)
    {
        await using var server = await FlagPageServer.StartAsync();
        await server.Manager.StartRolloutAsync(Key, Maria);
        await server.Manager.AdvanceRolloutAsync(Key, Maria, force: true);
        var before = await StateAsync(server);
        var answer = await server.ActAsync(action, fields: [(field, value), ("metric", "nps"), ("reason", "kept reason")]);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("It was not done.", answer.Html, StringComparison.Ordinal);
        Assert.Contains("kept reason</textarea>", answer.Html, StringComparison.Ordinal);
        Assert.Equal(before, await StateAsync(server));
    }

    [Fact]
    public async Task Approvals_ticks_and_incidents_are_settled_by_their_own_buttons()
    {
        await using var server = await FlagPageServer.StartAsync();
        await server.Manager.StartRolloutAsync(Key, Maria);
        await server.Manager.AdvanceRolloutAsync(Key, Maria, force: true);
        await server.Manager.AdvanceRolloutAsync(Key, Maria, force: true);
        var id = await server.Manager.ReportIncidentAsync(Key, "P3", "slow", Maria);
        await DoneAsync(server, "approve", RolloutStatus.Running, 2, ("approval", "product-manager"));
        await DoneAsync(server, "tick", RolloutStatus.Running, 2, ("item", "Refunds compared"));
        Assert.Equal(["Refunds compared"], (await StateAsync(server)).Ticks.Select(tick => tick.Item), StringComparer.Ordinal);
        await DoneAsync(server, "untick", RolloutStatus.Running, 2, ("item", "Refunds compared"));
        await DoneAsync(server, "resolve-incident", RolloutStatus.Running, 2, ("id", id));
        var state = await StateAsync(server);
        Assert.Empty(state.Ticks);
        Assert.Equal("olivia", Assert.Single(state.Approvals).Actor);
        Assert.NotNull(Assert.Single(state.Incidents).ResolvedAt);
    }

    [Fact]
    public async Task A_flag_without_a_rollout_is_set_killed_and_revived()
    {
        await using var server = await FlagPageServer.StartAsync();
        Assert.Equal(HttpStatusCode.SeeOther, (await server.ActAsync("set-percentage", FlagPageServer.OperatorKey, "banner", ("percentage", "12.5"), ("reason", "r"))).Status);
        Assert.Equal(12.5m, (await server.Manager.GetFlagAsync("banner"))!.Percentage.Value);
        Assert.Equal(HttpStatusCode.SeeOther, (await server.ActAsync("kill", FlagPageServer.OperatorKey, "banner", ("reason", "r"))).Status);
        Assert.False(server.ClientFlags.IsEnabled("banner", "customer-1"));
        Assert.Equal(HttpStatusCode.SeeOther, (await server.ActAsync("revive", FlagPageServer.OperatorKey, "banner", ("reason", "r"))).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await server.ActAsync("rollback", FlagPageServer.OperatorKey, "banner", ("reason", "r"))).Status);
        Assert.Equal(Percentage.Zero, (await server.Manager.GetFlagAsync("banner"))!.Percentage);
    }

    [Fact]
    public async Task What_the_controller_notes_of_the_files_loses_nobody_a_race()
    {
        await using var server = await FlagPageServer.StartAsync();
        await server.Manager.KillFeatureAsync("banner", Maria);
        var form = await server.FormAsync("revive", FlagPageServer.OperatorKey, "banner");
        await server.Engine.LookAsync();
        Assert.IsType<RolloutChange.Killed>(Assert.Single(await server.Manager.ReadEventsAsync("banner")).Change);
        Assert.Equal(HttpStatusCode.SeeOther, (await server.PostAsync("revive", form, FlagPageServer.OperatorKey, "banner", ("reason", "mended"))).Status);
        await server.Manager.KillFeatureAsync("banner", Maria);
        Assert.Equal(HttpStatusCode.Conflict, (await server.PostAsync("revive", form, FlagPageServer.OperatorKey, "banner", ("reason", "mended"))).Status);
    }

    [Fact]
    public async Task What_is_no_longer_possible_is_no_form_and_unknown_actions_are_not_found()
    {
        await using var server = await FlagPageServer.StartAsync();
        await server.Manager.StartRolloutAsync(Key, Maria);
        Assert.Equal(HttpStatusCode.Conflict, (await server.FormAsync("revive")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.FormAsync("explode")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.FormAsync("kill", flag: "unknown")).Status);
    }

    /// <summary>Posts an action as an operator, follows to the page that says so, and expects where it stands then.</summary>
    private static Task DoneAsync(FlagPageServer server, string action, RolloutStatus status, int stage, params (string Name, string Value)[] fields) =>
        DoneAsync(server, action, status, stage, FlagPageServer.OperatorKey, fields);

    private static async Task DoneAsync(FlagPageServer server, string action, RolloutStatus status, int stage, string key, params (string Name, string Value)[] fields)
    {
        var form = await server.FormAsync(action is "approve" or "tick" or "untick" or "resolve-incident" ? "kill" : action, key);
        Assert.Equal(HttpStatusCode.OK, form.Status);
        var posted = await server.PostAsync(action, form, key, fields: fields);
        Assert.True(posted.Status == HttpStatusCode.SeeOther, $"{action}: {posted.Status} {posted.Html}");
        Assert.Equal($"/rollouts/flags/{Key}?did={action}", posted.Location);
        var state = await StateAsync(server);
        Assert.Equal((status, stage), (state.Status, state.Stage));
        var (_, page) = await server.GetAsync(posted.Location!, key);
        Assert.Contains("role=\"status\"", page[page.IndexOf("<h1>", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    private static async Task<RolloutState> StateAsync(FlagPageServer server) => (await server.Manager.GetRolloutConfigAsync(Key))!;

    private static string FieldOf(string html, string name)
    {
        var start = html.IndexOf($"name=\"{name}\" value=\"", StringComparison.Ordinal) + name.Length + 15;
        return html[start..html.IndexOf('"', start)];
    }
}
