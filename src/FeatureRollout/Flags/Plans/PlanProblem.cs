namespace FeatureRollout;

/// <summary>Something wrong or doubtful in a plan.</summary>
/// <param name="Place">Where, in words, such as <c>stage "beta"</c>.</param>
/// <param name="Message">What is wrong, and what would be right.</param>
/// <param name="IsWarning">Whether the plan can be used all the same.</param>
public sealed record PlanProblem(string Place, string Message, bool IsWarning)
{
    /// <summary>What the plan has there; the reader knows its place in the file.</summary>
    internal object? Subject { get; init; }

    /// <summary>Place and message.</summary>
    public override string ToString() => $"{Place}: {Message}";
}
