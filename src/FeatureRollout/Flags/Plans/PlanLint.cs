using System.Globalization;
using FeatureRollout.Text;

namespace FeatureRollout.Flags.Plans;

/// <summary>Finds what is wrong or doubtful in one plan by itself. Pure.</summary>
internal sealed class PlanLint
{
    private const int MostStages = 100;
    private const int MostCriteria = 1000;

    private readonly PlanDefinition _plan;
    private readonly List<PlanProblem> _problems = [];

    private PlanLint(PlanDefinition plan) => _plan = plan;

    /// <summary>Finds it, errors first.</summary>
    public static IReadOnlyList<PlanProblem> Find(PlanDefinition plan)
    {
        var lint = new PlanLint(plan);
        lint.CheckPlan();
        lint.CheckCalendar();
        if (lint.IsOfSensibleSize())
        {
            new StageLint(plan, lint.Error, lint.Warn).Check();
            new CriteriaLint(plan, lint.Error, lint.Warn).Check();
            new DirectionLint(plan, lint.Warn).Check();
        }

        return [.. lint._problems.OrderBy(problem => problem.IsWarning)];
    }

    /// <summary>Whether an action takes the feature back from customers.</summary>
    public static bool TakesBack(PlanAction action) => action.Action is RolloutAction.PreviousStage or RolloutAction.RollBack or RolloutAction.Kill;

    private void Error(object subject, string place, string message) => _problems.Add(new PlanProblem(place, message, IsWarning: false) { Subject = subject });

    private void Warn(object subject, string place, string message) => _problems.Add(new PlanProblem(place, message, IsWarning: true) { Subject = subject });

    /// <summary>Criteria are compared with each other, so that a plan without end would take time without end.</summary>
    private bool IsOfSensibleSize()
    {
        var criteria = _plan.AdvanceWhen.Count + _plan.HoldWhen.Count + _plan.RollbackWhen.Count + _plan.Bands.Count + _plan.Alerts.Count
            + _plan.Stages.Sum(stage => stage.AdvanceWhen.Count + stage.HoldWhen.Count + stage.RollbackWhen.Count);
        if (_plan.Stages.Count <= MostStages && criteria <= MostCriteria)
        {
            return true;
        }

        Error("stages", "stages", string.Create(CultureInfo.InvariantCulture, $"a plan has at most {MostStages} stages and {MostCriteria} criteria; this has {_plan.Stages.Count} and {criteria}"));
        return false;
    }

    private void CheckPlan()
    {
        if (_plan.Stages.Count == 0)
        {
            Error("stages", "stages", "a plan has at least one stage");
        }

        if (_plan.Name.Length == 0)
        {
            Error(_plan, "plan", "a plan needs a name");
        }

        Bounds("confirmations", _plan.Confirmations is >= 1 and <= 100, "a whole number from 1 to 100");
        Bounds("minimumSamples", _plan.MinimumSamples >= 1, "a whole number of at least 1");
        Bounds("fastTrackFactor", _plan.FastTrackFactor is > 0 and <= 1, "a number greater than 0 and at most 1");
        Bounds("soak", _plan.Soak >= TimeSpan.Zero, "a time that is not negative");
        if (_plan.RollbackThreshold is { } threshold && (threshold.ErrorRate is not (> 0 and < 1) || threshold.TimeWindow <= TimeSpan.Zero))
        {
            Error(threshold, "rollbackThreshold", "the error rate is a fraction greater than 0 and under 1 (5 % is 0.05), and the time window is longer than nothing");
        }

        foreach (var (item, _) in Repeated(_plan.Checklist, item => item.Name))
        {
            Error(item, "checklist", $"\"{item.Name}\" is on the checklist twice");
        }

        foreach (var (alert, first) in Repeated(_plan.Alerts, alert => alert.Name))
        {
            Error(alert, $"alert \"{first.Name}\"", $"there are two alerts named \"{alert.Name}\"; rename one");
        }
    }

    private void CheckCalendar()
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(_plan.TimeZone, out _))
        {
            var nearest = NearestName.To(_plan.TimeZone, TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id));
            Error("timeZone", "timeZone", $"unknown time zone \"{_plan.TimeZone}\""
                + (nearest is null ? "; a time zone has its IANA name, such as \"Europe/London\"" : $"; did you mean \"{nearest}\"?"));
        }

        foreach (var window in _plan.AdvanceWindows.Where(window => window.From == window.Until))
        {
            Error(window, "advanceWindows", "the window never opens: \"until\" is \"from\"; leave the window out for any time of the day");
        }

        foreach (var freeze in _plan.Freezes.Where(freeze => freeze.Until <= freeze.From))
        {
            Error(freeze, "freezes", "the freeze never begins: \"until\" is not after \"from\"");
        }

        if (_plan.Freezes.Any(freeze => _plan.Start is { } start && freeze.Until > freeze.From && freeze.From.UtcDateTime.Date <= start.ToDateTime(TimeOnly.MinValue)
            && freeze.Until.UtcDateTime.Date > start.ToDateTime(TimeOnly.MinValue)))
        {
            Warn("start", "start", string.Create(CultureInfo.InvariantCulture, $"the planned start {_plan.Start:yyyy-MM-dd} lies in a freeze"));
        }

        foreach (var (milestone, _) in Repeated(_plan.Milestones, milestone => milestone.Name))
        {
            Error(milestone, $"milestone \"{milestone.Name}\"", $"there are two milestones named \"{milestone.Name}\"; rename one");
        }
    }

    private void Bounds(string member, bool holds, string expected)
    {
        if (!holds)
        {
            Error(member, member, $"expected {expected}");
        }
    }

    /// <summary>Each item whose name an earlier one has, with that one.</summary>
    internal static IEnumerable<(T Item, T First)> Repeated<T>(IEnumerable<T> items, Func<T, string> name)
    {
        var seen = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (!seen.TryAdd(name(item), item))
            {
                yield return (item, seen[name(item)]);
            }
        }
    }
}
