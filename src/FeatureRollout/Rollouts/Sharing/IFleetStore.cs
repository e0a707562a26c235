namespace FeatureRollout;

/// <summary>
/// A store that knows the processes on it and the version that each serves. Its <see cref="FlagSet.Version"/> is a whole number
/// that grows with every write in the environment. Thread-safe.
/// </summary>
public interface IFleetStore
{
    /// <summary>Tells what a process serves. What was told before is replaced; the store keeps when the last 32 versions began to be served.</summary>
    ValueTask ReportAsync(string environment, ProcessReport report, CancellationToken cancellationToken);

    /// <summary>Takes a process off the list, as it ends.</summary>
    ValueTask WithdrawAsync(string environment, string processId, CancellationToken cancellationToken);

    /// <summary>Reads the processes whose report has not expired, by name, and the version at which a key was last written.</summary>
    ValueTask<FleetReading> ReadFleetAsync(string environment, string key, CancellationToken cancellationToken);
}

/// <summary>What one process tells of itself.</summary>
public sealed record ProcessReport
{
    /// <summary>The process: a name that no other process, and no other run of it, has. 1 to 200 characters.</summary>
    public required string ProcessId { get; init; }

    /// <summary>What people call it, such as machine and process number; 1 to 200 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The store's version that it serves; 0 while it serves none.</summary>
    public required long Version { get; init; }

    /// <summary>For how long it has served this version.</summary>
    public required TimeSpan ServedFor { get; init; }

    /// <summary>For how long this report holds, by the store's clock.</summary>
    public required TimeSpan Lifetime { get; init; }
}

/// <summary>The processes on a store, as seen from one key.</summary>
/// <param name="Now">The store's clock.</param>
/// <param name="KeyVersion">The version at which the key was last written; 0 for never.</param>
/// <param name="Processes">The processes, by name.</param>
public sealed record FleetReading(DateTimeOffset Now, long KeyVersion, IReadOnlyList<FleetProcess> Processes);

/// <summary>One process.</summary>
/// <param name="ProcessId">Its id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="SeenAt">When it last reported, by the store's clock.</param>
/// <param name="Served">The versions that it has served, oldest first; at most the last 32.</param>
public sealed record FleetProcess(string ProcessId, string Name, DateTimeOffset SeenAt, IReadOnlyList<ServedVersion> Served);

/// <summary>A version, and when a process began to serve it, by the store's clock.</summary>
/// <param name="Version">The version.</param>
/// <param name="Since">When.</param>
public sealed record ServedVersion(long Version, DateTimeOffset Since);
