namespace FeatureRollout.Control.Sharing;

/// <summary>This process, as others on the same store tell it from themselves.</summary>
/// <param name="Id">A name that no other process, and no other run of this one, has.</param>
/// <param name="Name">What people call it: machine and process number.</param>
internal sealed record ProcessIdentity(string Id, string Name)
{
    private const int LongestMachine = 100;

    /// <summary>Makes a new one.</summary>
    public static ProcessIdentity New()
    {
        var machine = Environment.MachineName;
        return new ProcessIdentity(
            Guid.NewGuid().ToString("N"),
            FormattableString.Invariant($"{(machine.Length > LongestMachine ? machine[..LongestMachine] : machine)}:{Environment.ProcessId}"));
    }

    /// <summary>Both in one, at most 200 characters.</summary>
    public override string ToString() => $"{Name} {Id}";
}
