using System.CommandLine;
using FeatureRollout.Flags.Plans;

namespace FeatureRollout.Cli.Simulating;

/// <summary>The options of what people do; without, they do whatever they are asked.</summary>
internal sealed class PeopleOptions
{
    private readonly Option<string[]> _notApproved = new("--no-approve") { HelpName = "NAME", Description = "An approval that is not given; repeat for more." };
    private readonly Option<string[]> _notTicked = new("--no-tick") { HelpName = "NAME", Description = "A checklist item that is not ticked; repeat for more." };
    private readonly Option<TimeSpan?> _resume = Quantities.Option<TimeSpan>("--resume-after", "TIME", "How long after a pause somebody resumes. Default never.", Quantities.TryReadDuration, DurationText.Expected);
    private readonly Option<TimeSpan?> _restart = Quantities.Option<TimeSpan>("--restart-after", "TIME", "How long after a rollback somebody starts again. Default never.", Quantities.TryReadDuration, DurationText.Expected);

    public IReadOnlyList<Option> All => [_notApproved, _notTicked, _resume, _restart];

    public SimulatedPeople Read(ParseResult parsed)
    {
        var (notApproved, notTicked) = (parsed.GetValue(_notApproved) ?? [], parsed.GetValue(_notTicked) ?? []);
        return new SimulatedPeople
        {
            Approves = name => !notApproved.Contains(name, StringComparer.OrdinalIgnoreCase),
            Ticks = name => !notTicked.Contains(name, StringComparer.OrdinalIgnoreCase),
            ResumeAfter = parsed.GetValue(_resume),
            RestartAfter = parsed.GetValue(_restart),
        };
    }
}
