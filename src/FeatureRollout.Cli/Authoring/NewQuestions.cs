using FeatureRollout.Cli.Terminal;
using FeatureRollout.Flags.Files;
using Spectre.Console;

namespace FeatureRollout.Cli.Authoring;

/// <summary>Asks on a terminal for what the command line left open.</summary>
internal static class NewQuestions
{
    private const string NoPlan = "none";

    public static async Task<string> FlagAsync(IAnsiConsole screen, CancellationToken cancellationToken) =>
        await AskAsync(new TextPrompt<string>("Which [bold]flag[/], by the name that code asks for?")
            .Validate(static key => FlagKey.IsValid(key) ? ValidationResult.Success() : ValidationResult.Error($"A key has {FlagKey.Rule}.")), screen, cancellationToken);

    /// <summary>One of the shipped plans; null for none.</summary>
    public static async Task<string?> PlanAsync(IAnsiConsole screen, CancellationToken cancellationToken)
    {
        var chosen = await AskAsync(new SelectionPrompt<string>()
            .Title("Along which [bold]plan[/]?")
            .UseConverter(name => Markup.Escape(Cells.Fit(Line(name), screen.Profile.Width - 4)))
            .AddChoices([.. ShippedPlans.Names, NoPlan]), screen, cancellationToken);
        screen.MarkupLineInterpolated($"Along which [bold]plan[/]? {chosen}");
        return chosen == NoPlan ? null : chosen;
    }

    public static async Task<string?> OwnerAsync(IAnsiConsole screen, CancellationToken cancellationToken) =>
        Text(await AskAsync(new TextPrompt<string>("Who looks after it? (Enter for nobody yet)").AllowEmpty(), screen, cancellationToken));

    public static async Task<IReadOnlyList<string>> CustomersAsync(IAnsiConsole screen, CancellationToken cancellationToken) =>
        (await AskAsync(new TextPrompt<string>("Which customers first? (ids with commas between; Enter for none)").AllowEmpty(), screen, cancellationToken))
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static async Task<T> AskAsync<T>(IPrompt<T> prompt, IAnsiConsole screen, CancellationToken cancellationToken)
    {
        try
        {
            return await prompt.ShowAsync(screen, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // What is said next must not stand behind the question.
            screen.WriteLine();
            throw;
        }
    }

    private static string Line(string name) =>
        name == NoPlan ? "none              the percentage is set by hand" : $"{name,-17} {ShippedPlanText.Ladder(name),-25} {Plain.Text(ShippedPlans.All[name].Description)}";

    private static string? Text(string text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
