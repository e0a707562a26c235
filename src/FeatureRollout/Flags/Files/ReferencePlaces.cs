namespace FeatureRollout.Flags.Files;

/// <summary>Gives problems between flags and segments their places in the file.</summary>
internal sealed class ReferencePlaces(FileReading reading)
{
    private Dictionary<(Owner Owner, string Member, string Name), int>? _places;

    /// <summary>Notes a problem as an error of the file.</summary>
    public void Refuse(FlagSetProblem problem)
    {
        if (_places is null)
        {
            _places = [];
            foreach (var reference in reading.References)
            {
                _places.TryAdd((reference.Owner, reference.Member, reference.Name), reference.At);
            }
        }

        reading.Errors.Add(_places.GetValueOrDefault((problem.Owner, problem.Member, problem.Name)), problem.Message);
    }
}
