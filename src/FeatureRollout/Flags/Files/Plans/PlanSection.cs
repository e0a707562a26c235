using FeatureRollout.Flags.Plans;

namespace FeatureRollout.Flags.Files.Plans;

/// <summary>The <c>plans</c> and <c>rollouts</c> of a flag file.</summary>
internal sealed class PlanSection
{
    /// <summary>The member under which plans note the segments and flags that they name.</summary>
    public const string Member = "plans";

    private static readonly MemberNames RolloutNames = new("a rollout", "plan", "flags", "customers", "observeOnly");

    private readonly List<(RolloutDefinition Rollout, int At, int PlanAt)> _read = [];
    private readonly Dictionary<string, int> _moreAt = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PlanDefinition> _plans = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RolloutDefinition> _rollouts = new(StringComparer.Ordinal);
    private HashSet<string> _names = [];

    /// <summary>Whose reference a flag is that an action sets.</summary>
    public static Owner FlagOwner => Owner.Flag("");

    /// <summary>The plans, by name.</summary>
    public IReadOnlyDictionary<string, PlanDefinition> Plans => _plans;

    /// <summary>The rollouts, by key.</summary>
    public IReadOnlyDictionary<string, RolloutDefinition> Rollouts => _rollouts;

    /// <summary>Whose reference a segment is that a plan names.</summary>
    public static Owner OwnerOf(string plan) => Owner.Segment(plan);

    /// <summary>Reads <c>plans</c>.</summary>
    public void ReadPlans(ref JsonCursor cursor)
    {
        if (!cursor.IsObject("an object of plans by name"))
        {
            return;
        }

        var keys = new MapKeys();
        while (keys.NextKey(ref cursor, out var name, out var at))
        {
            if (PlanReader.Read(ref cursor, name, at) is { } plan)
            {
                _plans.Add(name, plan);
            }
        }

        _names = [.. keys.Places.Keys];
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
            if (cursor.IsObject("a rollout: {\"plan\": \"name\"}"))
            {
                ReadRollout(ref cursor, flag, at);
            }
        }
    }

    /// <summary>Puts the plans' names into the flags, once all of the file has been read.</summary>
    /// <param name="cursor">Anywhere.</param>
    /// <param name="map">The flags.</param>
    /// <param name="segments">The segments.</param>
    /// <param name="closed">Whether flags, segments and plans must all stand in this file; else one of another layer may be named.</param>
    public void Apply(in JsonCursor cursor, FlagMap map, IReadOnlyDictionary<string, SegmentDefinition> segments, bool closed)
    {
        var errors = cursor.Reading.Errors;
        if (closed)
        {
            CheckReferences(cursor.Reading, map, segments);
        }

        foreach (var (rollout, at, planAt) in _read)
        {
            if (closed && !_names.Contains(rollout.Plan) && !ShippedPlans.Names.Contains(rollout.Plan, StringComparer.Ordinal))
            {
                errors.Add(planAt, Unknown("plan", rollout.Plan, errors, [.. _names, .. ShippedPlans.Names]));
            }

            Move(in cursor, map, rollout.Key, at, rollout, closed);
            foreach (var flag in rollout.MoreFlags)
            {
                if (_rollouts.ContainsKey(flag))
                {
                    errors.Add(_moreAt[flag], $"{MapKeys.Quote(flag)} has a rollout of its own; one plan at a time moves a flag");
                    continue;
                }

                Move(in cursor, map, flag, _moreAt[flag], rollout, closed);
            }
        }
    }

    private void ReadRollout(ref JsonCursor cursor, string key, int at)
    {
        string? plan = null;
        var planAt = at;
        var rollout = new RolloutDefinition { Key = key, Plan = "" };
        var members = new Members(RolloutNames);
        while (members.Next(ref cursor, out var name))
        {
            switch (name)
            {
                case "plan":
                    plan = cursor.ReadText("the name of a plan");
                    planAt = cursor.At;
                    break;
                case "flags":
                    rollout = rollout with { MoreFlags = PlanValues.ReadList(ref cursor, "an array of flag keys", ReadFlag) };
                    break;
                case "customers":
                    rollout = rollout with { Customers = AudienceReader.ReadCustomers(ref cursor) ?? CustomerList.Empty };
                    break;
                default:
                    rollout = rollout with { ObserveOnly = cursor.ReadBoolean() ?? false };
                    break;
            }
        }

        members.Require(in cursor, at, "a rollout", "plan");
        if (plan is not null)
        {
            rollout = rollout with { Plan = plan };
            _read.Add((rollout, at, planAt));
            _rollouts.Add(key, rollout);
        }
    }

    private string? ReadFlag(ref JsonCursor cursor)
    {
        if (cursor.ReadText("a flag key") is not { } key)
        {
            return null;
        }

        if (_moreAt.TryAdd(key, cursor.At))
        {
            return key;
        }

        cursor.Refuse($"{MapKeys.Quote(key)} is in a rollout already; one plan at a time moves a flag");
        return null;
    }

    /// <summary>Puts a flag under a rollout.</summary>
    private static void Move(in JsonCursor cursor, FlagMap map, string key, int at, RolloutDefinition rollout, bool closed)
    {
        var errors = cursor.Reading.Errors;
        if (!map.Flags.TryGetValue(key, out var flag))
        {
            if (closed)
            {
                errors.Add(at, Unknown("flag", key, errors, map.Flags.Keys));
            }

            flag = new FlagDefinition { Key = key };
        }
        else if (map.Place(key).Percentage is > 0 and var percentageAt)
        {
            errors.Add(percentageAt, FormattableString.Invariant(
                $"\"{key}\" is moved by the plan \"{JsonEscapes.Clip(rollout.Plan, 40)}\" (\"rollouts\", line {cursor.Line(at)}), so it has no percentage of its own; remove one of the two"));
        }

        map.Flags[key] = flag with { Plan = rollout.Plan };
    }

    private static void CheckReferences(FileReading reading, FlagMap map, IReadOnlyDictionary<string, SegmentDefinition> segments)
    {
        foreach (var (owner, member, name, at) in reading.References)
        {
            if (member != Member)
            {
                continue;
            }

            if (owner.IsSegment && !segments.ContainsKey(name))
            {
                reading.Errors.Add(at, Unknown("segment", name, reading.Errors, [.. segments.Keys]));
            }
            else if (!owner.IsSegment && !map.Flags.ContainsKey(name))
            {
                reading.Errors.Add(at, Unknown("flag", name, reading.Errors, map.Flags.Keys));
            }
        }
    }

    private static string Unknown(string noun, string name, FileErrors errors, IReadOnlyCollection<string> names) =>
        $"unknown {noun} {MapKeys.Quote(name)}{errors.Suggest(name, names)}";
}
