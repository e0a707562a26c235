namespace FeatureRollout.Cli.Terminal;

/// <summary>What the program ends with. From 64 on they are those of BSD's <c>sysexits</c>; docs/cli.md has the list.</summary>
internal static class ExitCodes
{
    /// <summary>Yes, passed, done.</summary>
    public const int Yes = 0;

    /// <summary>No, failed, refused by the state of things.</summary>
    public const int No = 1;

    /// <summary>Not decided: too little is known yet.</summary>
    public const int Undecided = 2;

    /// <summary>The command line is not understood, or names something that is not there.</summary>
    public const int Usage = 64;

    /// <summary>A file's content is wrong.</summary>
    public const int Data = 65;

    /// <summary>A file is not there or cannot be read.</summary>
    public const int NoInput = 66;

    /// <summary>The store or the host does not answer.</summary>
    public const int Unavailable = 69;

    /// <summary>A fault of this program.</summary>
    public const int Software = 70;

    /// <summary>A file, or the output itself, cannot be written.</summary>
    public const int CannotCreate = 73;

    /// <summary>Somebody else has changed it meanwhile; look and try again.</summary>
    public const int Conflict = 75;

    /// <summary>No credentials, wrong ones, or too little a role.</summary>
    public const int NotAllowed = 77;

    /// <summary>Ended by Ctrl-C.</summary>
    public const int Interrupted = 130;

    /// <summary>Ended because its terminal was closed.</summary>
    public const int HungUp = 129;

    /// <summary>Whoever read the output has gone.</summary>
    public const int BrokenPipe = 141;

    /// <summary>Ended by SIGTERM.</summary>
    public const int Terminated = 143;
}
