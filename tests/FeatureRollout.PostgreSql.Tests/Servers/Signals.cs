using System.Runtime.InteropServices;

namespace FeatureRollout.PostgreSql.Tests.Servers;

/// <summary>What Linux sends to processes.</summary>
internal static partial class Signals
{
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Continue = 18;
    public const int Stop = 19;

    /// <summary>Whether there was such a process to send it to.</summary>
    public static bool Send(int process, int signal) => Deliver(process, signal) == 0;

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Deliver(int process, int signal);
}
