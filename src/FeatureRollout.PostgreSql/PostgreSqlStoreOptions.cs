namespace FeatureRollout;

/// <summary>How a <see cref="PostgreSqlRolloutStore"/> uses its database. Read once, when the store is made.</summary>
public sealed class PostgreSqlStoreOptions
{
    /// <summary>
    /// The schema that keeps an environment; each environment has its own, and one that belongs to another environment is refused.
    /// Default <c>public</c> for whichever environment is asked for first; with several environments in one database, such as
    /// <c>environment => "rollout_" + environment</c>. At most 63 UTF-8 bytes; quoted, so that any characters will do.
    /// </summary>
    public Func<string, string> SchemaOf { get; set; } = static _ => "public";

    /// <summary>
    /// What the channels of notices begin with; the schema's name follows. It counts when the schema is created, and all processes then use the
    /// channel that stands there. At most 40 UTF-8 bytes. Default <c>feature_rollout</c>.
    /// </summary>
    public string Channel { get; set; } = "feature_rollout";

    /// <summary>
    /// Whether the store creates and upgrades its tables at the first use; where false, somebody has run <see cref="PostgreSqlRolloutStore.GetSchemaSql"/>,
    /// and the role needs no right to create. Default true.
    /// </summary>
    public bool CreateSchema { get; set; } = true;

    /// <summary>
    /// How long a command may take before it is given up; once more as much goes into finding out what became of a write whose answer was lost.
    /// A restore is one command too; creating the tables is given a minute at least. Default 5 seconds; 100 milliseconds to 5 minutes.
    /// </summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the connection that listens is tried, so that a dead one is found, and a lost notice made up for. Default 10 seconds; 1 second to 5 minutes.</summary>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long outcomes and recorded errors are kept. Default 90 days; 1 day to 10 years.</summary>
    public TimeSpan OutcomeRetention { get; set; } = TimeSpan.FromDays(90);
}
