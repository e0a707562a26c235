using System.Text.Json;

namespace FeatureRollout.Flags.Files;

/// <summary>
/// The <c>plans</c> and <c>rollouts</c> of a flag file, as far as flags need them: which plans there are, and which
/// flag is on which. What stands in a plan's stages is read with the plans.
/// </summary>
internal sealed class PlanSection
{
    private static readonly MemberNames RolloutNames = new("a rollout", "plan");

    private readonly List<Rollout> _rollouts = [];
    private HashSet<string> _plans = [];

    /// <summary>Reads <c>plans</c>.</summary>
    public void ReadPlans(ref JsonCursor cursor)
    {
        if (!cursor.IsObject("an object of plans by name"))
        {
            return;
        }

        var keys = new MapKeys();
        while (keys.NextKey(ref cursor, out _, out var at))
        {
            ReadPlan(ref cursor, at);
        }

        _plans = [.. keys.Places.Keys];
    }

    /// <summary>Reads <c>rollouts</c>.</summary>
    public void ReadRollouts(ref JsonCursor cursor)
    {
        if (!cursor.IsObject("an object of rollouts by flag key"))
        {
            return;
        }

        var keys = new MapKeys();
        while (keys.NextKey(ref cursor, out var flag, out var at))
        {
            if (!cursor.IsObject("a rollout: {\"plan\": \"name\"}"))
            {
                continue;
            }

            var members = new Members(RolloutNames);
            while (members.Next(ref cursor, out _))
            {
                if (cursor.ReadText("the name of a plan") is { } plan)
                {
                    _rollouts.Add(new Rollout(flag, at, plan, cursor.At));
                }
            }

            if (members.Lacks("plan"))
            {
                cursor.Refuse(at, "a rollout needs \"plan\"");
            }
        }
    }

    /// <summary>Puts the plans' names into the flags, once all of the file has been read.</summary>
    /// <param name="cursor">Anywhere.</param>
    /// <param name="map">The flags.</param>
    /// <param name="closed">Whether flags and plans must all stand in this file; else a flag of another layer may be named.</param>
    public void Apply(in JsonCursor cursor, FlagMap map, bool closed)
    {
        var errors = cursor.Reading.Errors;
        foreach (var (key, keyAt, plan, planAt) in _rollouts)
        {
            if (closed && !_plans.Contains(plan))
            {
                errors.Add(planAt, $"unknown plan \"{JsonEscapes.Clip(plan, 40)}\"{errors.Suggest(plan, _plans)}");
            }

            if (!map.Flags.TryGetValue(key, out var flag))
            {
                if (closed)
                {
                    errors.Add(keyAt, $"unknown flag \"{JsonEscapes.Clip(key, 40)}\"{errors.Suggest(key, map.Flags.Keys)}");
                }

                flag = new FlagDefinition { Key = key };
            }
            else if (map.Place(key).Percentage is > 0 and var at)
            {
                errors.Add(at, FormattableString.Invariant(
                    $"\"{key}\" is moved by the plan \"{JsonEscapes.Clip(plan, 40)}\" (\"rollouts\", line {cursor.Line(keyAt)}), so it has no percentage of its own; remove one of the two"));
            }

            map.Flags[key] = flag with { Plan = plan };
        }
    }

    private static void ReadPlan(ref JsonCursor cursor, int at)
    {
        if (!cursor.IsObject("a plan: {\"stages\": [ … ]}"))
        {
            return;
        }

        var keys = new MapKeys();
        while (keys.Next(ref cursor, out var name, out _))
        {
            if (name != "stages")
            {
                cursor.SkipStrictly();
            }
            else if (cursor.IsArray("an array of stages"))
            {
                ReadStages(ref cursor);
            }
        }

        if (!keys.Places.ContainsKey("stages"))
        {
            cursor.Refuse(at, "a plan needs \"stages\"");
        }
    }

    private static void ReadStages(ref JsonCursor cursor)
    {
        var start = cursor.At;
        var stages = 0;
        for (; cursor.Read() && cursor.Token != JsonTokenType.EndArray; stages++)
        {
            if (cursor.Token == JsonTokenType.StartObject)
            {
                cursor.SkipStrictly();
            }
            else
            {
                cursor.RefuseValue("a stage, which is an object");
            }
        }

        if (stages == 0)
        {
            cursor.Refuse(start, "a plan has at least one stage");
        }
    }

    private readonly record struct Rollout(string Flag, int FlagAt, string Plan, int PlanAt);
}
