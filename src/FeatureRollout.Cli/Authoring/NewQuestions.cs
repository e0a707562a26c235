using FeatureRollout.Cli.Terminal;
using FeatureRollout.Flags.Files;
using Spectre.Console;

namespace FeatureRollout.Cli.Authoring;

/// <summary>Asks on a terminal for what the command line left open.</summary>
internal static class NewQuestions
{
    private const string NoPlan = "none";

    public static async Task<string> FlagAsync(IAnsiConsole screen, CancellationToken cancellationToken) =>
        await new TextPrompt<string>("Which [bold]flag[/], by the name that code asks for?")
            .Validate(static key => FlagKey.IsValid(key) ? ValidationResult.Success() : ValidationResult.Error($"A key has {FlagKey.Rule}."))
            .ShowAsync(screen, cancellationToken);

    /// <summary>One of the shipped plans; null for none.</summary>
    public static async Task<string?> PlanAsync(IAnsiConsole screen, CancellationToken cancellationToken)
    {
        var chosen = await new SelectionPrompt<string>()
            .Title("Along which [bold]plan[/]?")
            .UseConverter(static name => Markup.Escape(Line(name)))
            .AddChoices([.. ShippedPlans.Names, NoPlan])
            .ShowAsync(screen, cancellationToken);
        return chosen == NoPlan ? null : chosen;
    }

    public static async Task<string?> OwnerAsync(IAnsiConsole screen, CancellationToken cancellationToken) =>
        Text(await new TextPrompt<string>("Who looks after it? (Enter for nobody yet)").AllowEmpty().ShowAsync(screen, cancellationToken));

    public static async Task<IReadOnlyList<string>> CustomersAsync(IAnsiConsole screen, CancellationToken cancellationToken) =>
        (await new TextPrompt<string>("Which customers first? (ids with commas between; Enter for none)").AllowEmpty().ShowAsync(screen, cancellationToken))
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Line(string name)
    {
        var line = name == NoPlan ? "none              the percentage is set by hand" : $"{name,-17} {ShippedPlanText.Ladder(name),-25} {Plain.Text(ShippedPlans.All[name].Description)}";
        return line.Length > 76 ? line[..75] + "…" : line;
    }

    private static string? Text(string text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
