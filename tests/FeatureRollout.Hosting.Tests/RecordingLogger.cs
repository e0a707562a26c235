using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace FeatureRollout.Hosting.Tests;

/// <summary>Keeps every message with its level, event id and exception text.</summary>
internal sealed class RecordingLogger : ILogger, ILoggerProvider
{
    private readonly ConcurrentQueue<LoggedMessage> _messages = new();

    private int _attempts;

    /// <summary>Called with each message before it is kept.</summary>
    public Action OnLog { get; set; } = static () => { };

    /// <summary>Messages that came, kept or not.</summary>
    public int Attempts => Volatile.Read(ref _attempts);

    public IReadOnlyCollection<LoggedMessage> Messages => _messages;

    /// <summary>All that could reach a log, as one text.</summary>
    public string Everything => string.Join('\n', _messages.Select(message => message.Text));

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Interlocked.Increment(ref _attempts);
        OnLog();
        _messages.Enqueue(new LoggedMessage(logLevel, eventId.Id, $"{formatter(state, exception)} {exception}"));
    }

    public void Dispose()
    {
    }
}

internal sealed record LoggedMessage(LogLevel Level, int EventId, string Text);
