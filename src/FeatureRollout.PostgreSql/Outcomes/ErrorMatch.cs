namespace FeatureRollout.PostgreSql.Outcomes;

/// <summary>
/// Which of a batch's failures are those whose errors came along, so that nobody counts them twice: each error belongs to
/// the failure of its flag and stage that is nearest in age, as long as there is one that has no error yet.
/// </summary>
/// <param name="Detailed">For each outcome, how many of its failures have an error.</param>
/// <param name="Counted">For each error, whether a failure counts it.</param>
internal sealed record ErrorMatch(long[] Detailed, bool[] Counted)
{
    public static ErrorMatch Of(OutcomeBatch batch)
    {
        var match = new ErrorMatch(new long[batch.Outcomes.Count], new bool[batch.Errors.Count]);
        if (batch.Errors.Count == 0)
        {
            return match;
        }

        var failed = Enumerable.Range(0, batch.Outcomes.Count)
            .Where(i => batch.Outcomes[i].Counts is { Enabled: true, Failures: > 0 })
            .ToLookup(i => (batch.Outcomes[i].Counts.Flag, batch.Outcomes[i].Counts.Stage));
        for (var i = 0; i < batch.Errors.Count; i++)
        {
            var error = batch.Errors[i];
            var nearest = -1;
            var distance = TimeSpan.MaxValue;
            foreach (var candidate in failed[(error.Flag, error.Stage)])
            {
                var (age, counts) = batch.Outcomes[candidate];
                var apart = age > error.Age ? age - error.Age : error.Age - age;
                if (apart < distance && match.Detailed[candidate] < counts.Failures)
                {
                    (nearest, distance) = (candidate, apart);
                }
            }

            if (nearest >= 0)
            {
                match.Detailed[nearest]++;
                match.Counted[i] = true;
            }
        }

        return match;
    }
}
