using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace ThreeReplicas;

/// <summary>A warning is one line with the replica's name here, without the stack trace that a real log would keep.</summary>
internal sealed class OneLine(IHostEnvironment replica) : ConsoleFormatter(nameof(OneLine))
{
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter) =>
        textWriter.WriteLine($"{replica.ApplicationName}: " + logEntry.Formatter(logEntry.State, logEntry.Exception));
}
