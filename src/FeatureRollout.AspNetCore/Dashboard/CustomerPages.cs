using System.Globalization;
using FeatureRollout.Access;
using FeatureRollout.Dashboard.FlagPage.Actions;
using Microsoft.AspNetCore.Http;

namespace FeatureRollout.Dashboard;

/// <summary>One customer: what is on, why, and what can be fixed or erased.</summary>
internal static class CustomerPages
{
    /// <summary>The form that asks for a customer.</summary>
    public static Task AskAsync(HttpContext context, Caller caller, DashboardParts parts) =>
        WriteAsync(context, caller, parts, null, Html.Empty);

    /// <summary>A customer's answers.</summary>
    public static async Task AnswerAsync(HttpContext context, Caller caller, DashboardParts parts)
    {
        if (await parts.Frame.IsGenuineAsync(context, caller).ConfigureAwait(false))
        {
            await WriteAsync(context, caller, parts, CustomerQuestion.Of(context.Request.Form), Html.Empty).ConfigureAwait(false);
        }
    }

    /// <summary>Fixes the answer of a flag for a customer, or lets go of it.</summary>
    public static async Task FixAsync(HttpContext context, Caller caller, DashboardParts parts)
    {
        if (!await parts.Frame.IsGenuineAsync(context, caller).ConfigureAwait(false))
        {
            return;
        }

        var form = context.Request.Form;
        var question = CustomerQuestion.Of(form);
        var flag = form["flag"].ToString();
        if (question is null || flag.Length == 0)
        {
            await WriteAsync(context, caller, parts, question, Notice("bad", Html.Of($"The form names no customer or no flag. Nothing was changed."))).ConfigureAwait(false);
            return;
        }

        Html notice;
        try
        {
            notice = await FixAsync(caller, parts, form, question, flag, context.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception refused) when (refused is ArgumentException or RolloutRefusedException or RolloutConflictException)
        {
            context.Response.StatusCode = refused is ArgumentException ? StatusCodes.Status400BadRequest : StatusCodes.Status409Conflict;
            notice = Notice("bad", Html.Of($"{Words.Sentence(refused)} Nothing was changed."));
        }

        await WriteAsync(context, caller, parts, question, notice, context.Response.StatusCode).ConfigureAwait(false);
    }

    /// <summary>Erases a customer.</summary>
    public static async Task EraseAsync(HttpContext context, Caller caller, DashboardParts parts)
    {
        if (!await parts.Frame.IsGenuineAsync(context, caller).ConfigureAwait(false))
        {
            return;
        }

        var form = context.Request.Form;
        if (CustomerQuestion.Of(form) is not { } question || !question.IsTyped(form["confirm"].ToString().Trim()))
        {
            await WriteAsync(
                context, caller, parts, CustomerQuestion.Of(form), Notice("bad", Html.Of($"What was typed is not the customer's id. Nothing was erased.")), StatusCodes.Status400BadRequest).ConfigureAwait(false);
            return;
        }

        var erasure = await parts.Manager.EraseCustomerAsync(question.CustomerId, ActorOf(caller, form, question), context.RequestAborted).ConfigureAwait(false);
        await parts.Frame.WriteAsync(context, caller, "Customer erased", CustomerView.Erased(context, parts, erasure)).ConfigureAwait(false);
    }

    private static async Task<Html> FixAsync(
        Caller caller, DashboardParts parts, IFormCollection form, CustomerQuestion question, string flag, CancellationToken cancellationToken)
    {
        var actor = ActorOf(caller, form, question);
        var answer = form["answer"].ToString();
        if (answer == "remove")
        {
            await parts.Manager.RemoveCustomerFlagsAsync(question.CustomerId, [flag], actor, cancellationToken).ConfigureAwait(false);
        }
        else if (answer is "on" or "off")
        {
            var fixedAnswers = new Dictionary<string, bool>(StringComparer.Ordinal) { [flag] = answer == "on" };
            await parts.Manager.SetCustomerFlagsAsync(question.CustomerId, fixedAnswers, actor, Until(form["until"].ToString()), cancellationToken).ConfigureAwait(false);
        }
        else
        {
            throw new ArgumentException("The answer is \"on\", \"off\" or \"remove\".", nameof(form));
        }

        await parts.Flags.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return Notice("good", answer == "remove"
            ? Html.Of($"The fixed answer of <strong>{VisibleText.Marked(flag)}</strong> for this customer is gone.")
            : Html.Of($"<strong>{VisibleText.Marked(flag)}</strong> is now fixed {answer} for this customer."));
    }

    /// <summary>Who does it and why, once what will be kept of the form is fit to be kept.</summary>
    private static RolloutActor ActorOf(Caller caller, IFormCollection form, CustomerQuestion question)
    {
        var reason = form["reason"].ToString();
        ActionInput.ThrowIfNoText([reason, question.CustomerId]);
        ActionInput.ThrowIfTooLong(reason);
        return caller.For(reason);
    }

    private static DateTimeOffset? Until(string text) => text.Length == 0
        ? null
        : DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var until)
            ? new DateTimeOffset(until)
            : throw new ArgumentException("The end is a date with a time, such as 2026-01-31T18:00.", nameof(text));

    /// <summary>The id for the field to be changed there; not one with what cannot be seen, which a field would turn around and change.</summary>
    private static string? Typed(CustomerQuestion? question) =>
        question is not null && string.Equals(VisibleText.Of(question.CustomerId), question.CustomerId, StringComparison.Ordinal) ? question.CustomerId : null;

    private static Html Notice(string tone, Html text) =>
        Html.Of($"<p class=\"notice {tone}\" role=\"{(tone == "bad" ? "alert" : "status")}\">{(tone == "bad" ? Icons.Warning : Icons.Check)}<span>{text}</span></p>");

    private static async Task WriteAsync(HttpContext context, Caller caller, DashboardParts parts, CustomerQuestion? question, Html notice, int status = StatusCodes.Status200OK)
    {
        var answers = question is null ? Html.Empty : await CustomerView.AnswersAsync(context, caller, parts, question).ConfigureAwait(false);
        await parts.Frame.WriteAsync(context, caller, "Customers", Html.Of($"""
            <div class="head" data-still><div><h1>Customers</h1><p>Which flags are on for one customer, and why.</p></div></div>
            {notice}
            <form class="panel customer-form" method="post" action="{parts.Frame.PathOf(context, "customers")}">
            {parts.Frame.Antiforgery(context)}
            <div class="field"><label for="customer">Customer id</label><input id="customer" name="customer" required value="{Html.Value(Typed(question))}" autocomplete="off" spellcheck="false" aria-describedby="customer-hint"><p class="detail" id="customer-hint">Exactly as the application asks with it. It is sent in the form and stands in no address or log.</p></div>
            <details{Html.If(question is { Attributes.Length: > 0 }, $" open")}><summary>Attributes for rules</summary>
            <div class="field"><label for="attributes">One on a line, such as <code>vertical = services</code></label><textarea id="attributes" name="attributes" rows="3" spellcheck="false">{Html.Value(question?.Attributes)}</textarea></div></details>
            <div class="buttons"><button class="primary">{Icons.Search}Look up</button></div>
            </form>
            {answers}
            """), status).ConfigureAwait(false);
    }
}
