using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing;

/// <summary>Reads what another tool's flags are kept in.</summary>
internal interface IImporter
{
    /// <summary>The name behind <c>--from</c>, such as <c>unleash</c>.</summary>
    string Name { get; }

    /// <summary>The tool as it calls itself.</summary>
    string Tool { get; }

    /// <summary>Which of its files this reads, in words, with the version of the format.</summary>
    string Reads { get; }

    /// <summary>
    /// Carries over what can be carried and notes the rest. A thing that is not as the tool writes it is noted and passed over;
    /// only a file that is none of the tool's at all is refused.
    /// </summary>
    /// <param name="root">The whole file.</param>
    /// <param name="import">Takes what is found.</param>
    /// <exception cref="FeatureRollout.Cli.Terminal.CliException">This is no file of that tool; it says what was expected and what was found.</exception>
    void Read(SourceNode root, Import import);
}
