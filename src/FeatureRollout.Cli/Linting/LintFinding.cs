namespace FeatureRollout.Cli.Linting;

/// <summary>One thing that is wrong or doubtful in a file. It has no customer's id in it.</summary>
/// <param name="File">The file, as it was named.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The place in the line in UTF-16 units, from 1.</param>
/// <param name="Path">The place in the document, such as <c>$.flags.search.percentage</c>.</param>
/// <param name="Severity"><c>error</c> or <c>warning</c>.</param>
/// <param name="Rule">The rule's id; see <see cref="LintRules"/>.</param>
/// <param name="Message">What is found, and what would be right.</param>
internal sealed record LintFinding(string File, int Line, int Column, string Path, string Severity, string Rule, string Message)
{
    public const string Error = "error";

    public const string Warning = "warning";

    public static LintFinding Of(FlagFileError place, LintRule rule) =>
        new(place.File, place.Line, place.Column, place.Path, rule.Severity, rule.Id, place.Message);
}

/// <summary>What the linter says of all files.</summary>
/// <param name="Files">The files, as they were named.</param>
/// <param name="Errors">How many errors there are, those left out of the findings included.</param>
/// <param name="Warnings">How many warnings there are.</param>
/// <param name="Findings">File by file, in the order of each; at most 200 errors of one file.</param>
internal sealed record LintReport(IReadOnlyList<string> Files, int Errors, int Warnings, IReadOnlyList<LintFinding> Findings);
