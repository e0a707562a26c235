namespace FeatureRollout.PostgreSql.Tests.Servers;

/// <summary>What a <see cref="CuttingProxy"/> does with what it is given.</summary>
internal enum Traffic
{
    /// <summary>Everything is passed on.</summary>
    Pass,

    /// <summary>Connections are accepted and nothing is passed on, either way; what was held is passed on when the traffic flows again.</summary>
    BlackHole,

    /// <summary>Questions reach the server, its answers are held.</summary>
    NoAnswers,

    /// <summary>New connections are reset at once; those that there are go on.</summary>
    Refuse,
}
