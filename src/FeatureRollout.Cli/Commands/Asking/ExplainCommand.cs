using System.CommandLine;
using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Commands.Asking;

/// <summary><c>explain FLAG CUSTOMER</c>: why a flag is on or off for a customer, step by step.</summary>
internal static class ExplainCommand
{
    public static Command Create(CliContext context)
    {
        var (flag, customer) = (Inputs.Flag(), Inputs.Customer());
        var with = new Option<string[]>("--with", "-w") { Description = "An attribute as name=value, such as vertical=services or seats=12; may be repeated.", HelpName = "NAME=VALUE" };
        var command = new Command("explain", "Tell why a flag is on (exit code 0) or off (1) for a customer.") { flag, customer, with };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var attributes = AttributeValues.Read(parsed.GetValue(with) ?? []);
            await using var backend = await context.OpenAsync(parsed, cancellationToken);
            var explained = await backend.DoAsync(Readings.Explain(parsed.GetRequiredValue(flag), parsed.GetRequiredValue(customer), attributes), cancellationToken);
            if (explained.Reason == FlagReason.UnknownFlag)
            {
                throw CliException.Usage($"\"{Plain.Text(explained.Flag)}\": {Plain.Text(explained.Steps is [.., var step] ? step.Detail : "no such flag")}.");
            }

            if (context.IsJson(parsed))
            {
                context.Print(explained, CliJson.Default.ExplanationResource);
            }
            else
            {
                Write(context.Terminal, explained, parsed.GetRequiredValue(customer));
            }

            return explained.Enabled ? ExitCodes.Yes : ExitCodes.No;
        });
        return command;
    }

    private static void Write(CliTerminal terminal, ExplanationResource explained, string customer)
    {
        var sheet = new Sheet(new SheetColumn(), new(), new(Least: 20)) { Wraps = true };
        foreach (var step in explained.Steps)
        {
            var tone = !step.Decided ? Tone.Plain : explained.Enabled ? Tone.Good : Tone.Bad;
            sheet.Add(new(step.Decided ? "→" : "", tone), new(Plain.Text(step.Name), tone), new(Plain.Text(step.Detail) + (step.Layer is { } layer ? $" [{Plain.Text(layer)}]" : ""), tone));
        }

        terminal.Out.WriteLine(
            $"{Plain.Text(explained.Flag)} is {(explained.Enabled ? "on" : "off")} for {Plain.Text(customer)} ({explained.Reason}, {Plain.Text(explained.Term)}){(explained.Variant is { } variant ? $", variant {Plain.Text(variant)}" : "")}");
        sheet.WriteTo(terminal.Screen);
    }
}
