namespace FeatureRollout.PostgreSql.Tests.Servers;

/// <summary>Skipped where PostgreSQL is missing, except in CI, where that is a failure.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactWithPostgresAttribute : FactAttribute
{
    public FactWithPostgresAttribute()
    {
        if (PostgresPrograms.Folder is null && !PostgresPrograms.InCi)
        {
            Skip = "PostgreSQL is not installed; tests/run installs it";
        }
    }
}

/// <summary>The same for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TheoryWithPostgresAttribute : TheoryAttribute
{
    public TheoryWithPostgresAttribute()
    {
        if (PostgresPrograms.Folder is null && !PostgresPrograms.InCi)
        {
            Skip = "PostgreSQL is not installed; tests/run installs it";
        }
    }
}
